package neman.bitcoin.node;

/**
 * An output that nobody has spent ({@code gettxout}).
 *
 * @param script the whole output script; not to be changed
 * @param confirmations 0 while in the mempool only
 * @param coinbase of a coinbase: spendable from 100 confirmations on
 */
public record TxOut(byte[] script, long sats, int confirmations, boolean coinbase) {}
