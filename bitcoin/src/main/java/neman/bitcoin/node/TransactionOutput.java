package neman.bitcoin.node;

/**
 * One output of a transaction.
 *
 * @param script the whole output script; not to be changed
 */
public record TransactionOutput(byte[] script, long sats) {}
