/**
 * What the pool shows over HTTP: the REST API, Prometheus metrics, health, and the web pages.
 *
 * <p>Reads only: the ledger's views, the share statistics and what the stratum instances publish of themselves. Packages
 * point one way: {@code view} (what is shown, as records) ← {@code http} (how it is asked for) ← this one (the server), and
 * {@code view} ← {@code source} (where it comes from).
 */
package neman.console;
