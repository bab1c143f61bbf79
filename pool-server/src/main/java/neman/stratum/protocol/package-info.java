/**
 * Stratum V1 on the wire: lines of JSON into typed requests, answers and notifications into bytes.
 *
 * <p>Everything is read once, from bytes, and leaves this package as typed values.
 */
package neman.stratum.protocol;
