/**
 * The configuration file: read once at start, checked whole, turned into immutable records.
 *
 * <p>Every fault of a file is reported in one go with its line; nothing is repaired silently and no unknown key is
 * passed over. {@code deploy/config/pool.yaml} documents each key; a test holds it and this package together.
 */
package neman.deploy.config;
