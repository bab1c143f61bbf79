package neman.stratum.share;

/**
 * What a miner adds to a job.
 *
 * @param extranonce1 as the pool gave it, big-endian
 * @param extranonce2 as sent, big-endian, in the low bytes
 * @param version the header's version after rolling
 */
public record ShareFields(int extranonce1, long extranonce2, int timeSeconds, int nonce, int version) {}
