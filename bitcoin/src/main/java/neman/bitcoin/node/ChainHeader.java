package neman.bitcoin.node;

import java.util.Optional;
import neman.bitcoin.Hash256;

/**
 * A block header as the node knows it ({@code getblockheader}).
 *
 * @param confirmations 1 for the tip; −1 where the block is not in the active chain
 * @param previousBlock absent for the genesis block
 */
public record ChainHeader(
        Hash256 hash, int height, int confirmations, Optional<Hash256> previousBlock, long timeSeconds) {
    public boolean isInActiveChain() {
        return confirmations >= 0;
    }
}
