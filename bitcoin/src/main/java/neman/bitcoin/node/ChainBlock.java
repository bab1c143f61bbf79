package neman.bitcoin.node;

import java.util.List;
import neman.bitcoin.Hash256;

/**
 * A block as far as the books need it: where it stands and what its coinbase pays.
 *
 * <p>The coinbase is read from the block's bytes, not from the node's decoding of them.
 *
 * @param confirmations 1 for the tip; −1 where the block is not in the active chain
 */
public record ChainBlock(
        Hash256 hash, int height, int confirmations, Hash256 coinbaseTxid, List<TransactionOutput> coinbaseOutputs) {
    public boolean isInActiveChain() {
        return confirmations >= 0;
    }
}
