package neman.bitcoin.sandbox.chain;

import neman.bitcoin.Satoshis;
import neman.bitcoin.Target;

/** @param nbits every block's target in compact form; it is never adjusted */
public record ChainParameters(int nbits) {
    public static final int SUBSIDY_HALVING_BLOCKS = 210_000;
    public static final int MAX_BLOCK_WEIGHT = 4_000_000;

    private static final long FIRST_SUBSIDY_SATS = 50 * Satoshis.PER_BITCOIN;

    public Target target() {
        return Target.ofCompact(nbits);
    }

    /** What a block at {@code height} may create, before fees. */
    public static long subsidySats(int height) {
        int halvings = height / SUBSIDY_HALVING_BLOCKS;
        return halvings >= Long.SIZE ? 0 : FIRST_SUBSIDY_SATS >> halvings;
    }
}
