package neman.stratum.template;

import java.math.BigInteger;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainHeader;

/**
 * The block to build on.
 *
 * @param header as a node that has it in its active chain gave it
 * @param periodStart the first block of the retarget period that {@code header} belongs to: there where the next block is the
 *     first of another period (its target follows from both times), and always on testnet4, whose blocks may have the easiest
 *     target in between (BIP94: the period's own target is its first block's)
 */
public record ChainTip(ChainHeader header, Optional<ChainHeader> periodStart) {
    /** Blocks of one difficulty. */
    public static final int RETARGET_BLOCKS = 2016;

    public Hash256 hash() {
        return header.hash();
    }

    public int height() {
        return header.height();
    }

    public BigInteger chainWork() {
        return header.chainWork();
    }

    /** Whether the next block is the first of a period. */
    public boolean isBeforeRetarget() {
        return (height() + 1) % RETARGET_BLOCKS == 0;
    }
}
