package neman.stratum.session;

import java.math.BigInteger;
import java.util.Optional;
import neman.bitcoin.Difficulty;

/**
 * Which difficulty gives a miner one share in about five seconds. A pure function of what was seen since the last change.
 *
 * <p>Shares come as a Poisson process, so a handful says little: it decides after {@link #ENOUGH_SHARES} or {@link #LONG_MS}
 * and leaves a difficulty alone that is within a factor of two. Below 1 it hands out powers of two, which print short.
 */
final class Vardiff {
    static final long SHARE_INTERVAL_MS = 5_000;
    static final int ENOUGH_SHARES = 16;
    /** With fewer shares, nothing is decided before. */
    static final long LONG_MS = 60_000;
    /** Between two changes; a job is sent with each. */
    static final long BETWEEN_CHANGES_MS = 2_000;
    /** A window this long is begun anew: old speed is no evidence. */
    static final long WINDOW_MS = 300_000;

    private static final int MOST_DOWN = 16;

    private Vardiff() {}

    /**
     * The difficulty to change to; empty where the present one is right or too little is known.
     *
     * @param workUnits the judged difficulties of the window's shares, added up, in units
     */
    static Optional<Difficulty> next(Difficulty current, int shares, BigInteger workUnits, long elapsedMs) {
        boolean decided = elapsedMs >= LONG_MS || (shares >= ENOUGH_SHARES && elapsedMs >= BETWEEN_CHANGES_MS);
        if (!decided) {
            return Optional.empty();
        }
        long ideal = idealUnits(current, workUnits, elapsedMs);
        boolean near = ideal / 2 < current.units() && ideal > current.units() / 2;
        return near ? Optional.empty() : Optional.of(printable(ideal)).filter(next -> !next.equals(current));
    }

    private static long idealUnits(Difficulty current, BigInteger workUnits, long elapsedMs) {
        BigInteger ideal =
                workUnits.multiply(BigInteger.valueOf(SHARE_INTERVAL_MS)).divide(BigInteger.valueOf(elapsedMs));
        long least = Math.max(1, current.units() / MOST_DOWN);
        return Math.max(least, ideal.bitLength() > 63 ? Long.MAX_VALUE : ideal.longValue());
    }

    private static Difficulty printable(long units) {
        return units < Difficulty.UNITS_PER_ONE
                ? new Difficulty(Long.highestOneBit(units))
                : new Difficulty(units - units % Difficulty.UNITS_PER_ONE);
    }
}
