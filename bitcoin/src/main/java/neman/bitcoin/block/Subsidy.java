package neman.bitcoin.block;

import neman.bitcoin.Network;
import neman.bitcoin.Satoshis;

/** What a block may create beside its transactions' fees. */
public final class Subsidy {
    private static final long FIRST_SATS = 50 * Satoshis.PER_BITCOIN;
    private static final int HALVING_BLOCKS = 210_000;
    private static final int REGTEST_HALVING_BLOCKS = 150;

    private Subsidy() {}

    /** @param height 0 or above */
    public static long sats(Network network, int height) {
        int halvings = height / (network == Network.REGTEST ? REGTEST_HALVING_BLOCKS : HALVING_BLOCKS);
        return halvings >= Long.SIZE ? 0 : FIRST_SATS >> halvings;
    }
}
