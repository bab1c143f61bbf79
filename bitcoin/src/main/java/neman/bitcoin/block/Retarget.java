package neman.bitcoin.block;

import java.math.BigInteger;
import neman.bitcoin.Network;
import neman.bitcoin.Target;

/**
 * How the network target follows the hashrate: anew every 2,016 blocks (Bitcoin Core's {@code pow.cpp}).
 *
 * @param happens whether the target ever changes
 * @param easiestNbits the easiest target, in compact form
 */
public record Retarget(boolean happens, int easiestNbits) {
    /** Blocks of one target. */
    public static final int PERIOD_BLOCKS = 2016;

    private static final long PERIOD_SECONDS = 14 * 24 * 3600;
    private static final int MAX_FACTOR = 4;

    public static Retarget of(Network network) {
        return switch (network) {
            case MAINNET, TESTNET4 -> new Retarget(true, 0x1d00ffff);
            case SIGNET -> new Retarget(true, 0x1e0377ae);
            case REGTEST, SANDBOX -> new Retarget(false, 0x207fffff);
        };
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
    public int nextNbits(int nbits, long firstTimeSeconds, long lastTimeSeconds) {
        long seconds = Math.max(
                PERIOD_SECONDS / MAX_FACTOR, Math.min(PERIOD_SECONDS * MAX_FACTOR, lastTimeSeconds - firstTimeSeconds));
        BigInteger next = Target.ofCompact(nbits)
                .value()
                .multiply(BigInteger.valueOf(seconds))
                .divide(BigInteger.valueOf(PERIOD_SECONDS));
        BigInteger easiest = Target.ofCompact(easiestNbits).value();
        return Target.of(next.min(easiest)).toCompact();
    }
}
