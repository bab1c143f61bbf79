package neman.bitcoin.block;

import java.math.BigInteger;
import neman.bitcoin.Network;
import neman.bitcoin.Target;

/** How the network target follows the hashrate: anew every 2,016 blocks (Bitcoin Core's {@code pow.cpp}). */
public final class Retarget {
    /** Blocks of one target. */
    public static final int PERIOD_BLOCKS = 2016;

    private static final long PERIOD_SECONDS = 14 * 24 * 3600;
    private static final int MAX_FACTOR = 4;

    private Retarget() {}

    /** The easiest target of a network, in compact form. */
    public static int easiestNbits(Network network) {
        return switch (network) {
            case MAINNET, TESTNET4 -> 0x1d00ffff;
            case SIGNET -> 0x1e0377ae;
            case REGTEST, SANDBOX -> 0x207fffff;
        };
    }

    /** Whether a network's target ever changes. */
    public static boolean happensOn(Network network) {
        return network != Network.REGTEST && network != Network.SANDBOX;
    }

    /** Whether the block at {@code height} is the first of a period. */
    public static boolean beginsPeriod(int height) {
        return height % PERIOD_BLOCKS == 0;
    }

    /**
     * The target of the next period, in compact form.
     *
     * @param nbits of the period that ends; on testnet4 those of its first block (BIP94), elsewhere all are the same
     * @param firstTimeSeconds of the first block of that period
     * @param lastTimeSeconds of its last block: one interval short of the period, as consensus has it
     */
    public static int nextNbits(Network network, int nbits, long firstTimeSeconds, long lastTimeSeconds) {
        long seconds = Math.max(
                PERIOD_SECONDS / MAX_FACTOR, Math.min(PERIOD_SECONDS * MAX_FACTOR, lastTimeSeconds - firstTimeSeconds));
        BigInteger next = Target.ofCompact(nbits)
                .value()
                .multiply(BigInteger.valueOf(seconds))
                .divide(BigInteger.valueOf(PERIOD_SECONDS));
        BigInteger easiest = Target.ofCompact(easiestNbits(network)).value();
        return Target.of(next.min(easiest)).toCompact();
    }
}
