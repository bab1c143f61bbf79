/**
 * A CPU miner that speaks Stratum V1 over TCP like any other: for {@code ./pool miner}, the demo and tests. It shares no code
 * path with the server but consensus bytes, so each checks the other.
 */
package neman.stratum.miner;
