package neman.bitcoin.node;

import java.math.BigInteger;
import java.util.Optional;
import neman.bitcoin.Hash256;

/**
 * A block header as the node knows it ({@code getblockheader}).
 *
 * @param confirmations 1 for the tip; −1 where the block is not in the active chain
 * @param previousBlock absent for the genesis block
 * @param nbits the target that it met, in compact form
 * @param medianTimeSeconds of this block and the ten before it (BIP113): the next block's time is above it
 * @param chainWork expected hashes of the whole chain up to this block; the chain with most of it is the valid one
 */
public record ChainHeader(
        Hash256 hash,
        int height,
        int confirmations,
        Optional<Hash256> previousBlock,
        int nbits,
        long timeSeconds,
        long medianTimeSeconds,
        BigInteger chainWork) {
    public boolean isInActiveChain() {
        return confirmations >= 0;
    }

    /** Whether it was the node's tip when it answered. */
    public boolean isTip() {
        return confirmations == 1;
    }
}
