package neman.bitcoin.sandbox.chain;

import neman.bitcoin.transaction.TransactionOutput;

/**
 * An output that nobody has spent.
 *
 * @param height of the block that created it; for an output of the mempool the next block's
 */
public record Coin(TransactionOutput output, int height, boolean coinbase) {
    /** Consensus: a coinbase output can be spent when this many blocks stand on its own, so in the 101st block after. */
    public static final int COINBASE_MATURITY = 100;

    public long valueSats() {
        return output.valueSats();
    }

    public boolean isSpendableAt(int spendingHeight) {
        return !coinbase || spendingHeight - height >= COINBASE_MATURITY;
    }
}
