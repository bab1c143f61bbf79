package neman.stratum.vardiff;

import java.math.BigInteger;
import java.util.Optional;
import neman.bitcoin.Difficulty;

/**
 * Which difficulty makes a miner send a share every share interval: one pure function of the shares that were seen.
 *
 * <p>Shares come as a Poisson process, so that {@code n} of them where {@code m} were expected say how likely each rate is. The
 * difficulty is left alone until no rate within a factor of {@link #BAND} of the one aimed at is likely: until the likelihood
 * ratio of the rate seen, {@code n/m}, to the nearest edge of that band exceeds e^{@link #EVIDENCE}. Then it changes to what the
 * rate seen calls for. So a large error is corrected after a few shares, a small one after many, and chance alone hardly ever.
 *
 * <p>Too hard costs time, in which nothing is learned; too easy costs a few shares and is soon known. So silence is answered
 * boldly, and a raise waits for {@link #SHARES_TO_RAISE}, which place it within about 14 %.
 */
public final class Vardiff {
    static final double BAND = 1.2;
    static final double EVIDENCE = 6;

    /** More than a miner at its rate finds in a silence that is no absence yet, so that no burst after one raises. */
    static final int SHARES_TO_RAISE = 48;

    /** Shares come in batches; a rate over less time than this is not one. */
    static final long SHORTEST_MS = 1_000;

    /** A silence of this many share intervals is an absence: by chance one in 160,000 at the rate aimed at. */
    static final int ABSENCE_INTERVALS = 12;

    /** The same where nothing, or nothing after an absence, was seen at this difficulty: it is a guess then. */
    static final int GUESS_INTERVALS = 6;

    /** A session that never sent a share is eased by 2^10: three such steps span all difficulties that miners are fit for. */
    private static final int GUESS_BITS = 10;

    /** Who was seen before may come back as fast: not eased by more than 2^13 in all. */
    private static final int MOST_ABSENCE_BITS = 13;

    /** Significant bits of what is handed out. */
    private static final int GRID_BITS = 5;

    private Vardiff() {}

    /**
     * The difficulty to change to; empty where the present one is right, or cannot be bettered within the limits, or too little is
     * known. Changes nothing; allocates nothing where it answers empty.
     *
     * @param least not gone below
     * @param most not gone above
     */
    public static Optional<Difficulty> next(
            Difficulty current, Difficulty least, Difficulty most, SharesSeen seen, long nowMs) {
        if (isSilent(seen, nowMs)) {
            return change(current, least, most, eased(current.units(), seen, nowMs));
        }
        long newestMs = seen.newestElapsedMs(nowMs);
        if (isOff(seen.newestShares(), newestMs, seen.intervalMs())) {
            long ideal = ideal(current.units(), 2 * seen.newestShares(), newestMs, seen.intervalMs());
            return change(current, least, most, ideal);
        }
        long elapsedMs = seen.elapsedMs(nowMs);
        if (isOff(seen.shares(), elapsedMs, seen.intervalMs())) {
            long ideal = ideal(current.units(), 2 * seen.shares(), elapsedMs, seen.intervalMs());
            return change(current, least, most, ideal);
        }
        return Optional.empty();
    }

    private static boolean isSilent(SharesSeen seen, long nowMs) {
        int intervals = seen.isAbsent() ? GUESS_INTERVALS : ABSENCE_INTERVALS;
        return seen.silenceMs(nowMs) >= intervals * seen.intervalMs();
    }

    /** For who was seen before, the estimate of a rate from none in {@code m}: half a share in {@code m} (Jeffreys). */
    private static long eased(long units, SharesSeen seen, long nowMs) {
        if (seen.unitsOfLastShare() == 0) {
            return Math.max(1, units >> GUESS_BITS);
        }
        long half = ideal(units, 1, seen.silenceMs(nowMs), seen.intervalMs());
        return Math.min(units, Math.max(half, seen.unitsOfLastShare() >> MOST_ABSENCE_BITS));
    }

    /** Whether the shares are too many or too few for every rate within the band. */
    private static boolean isOff(long shares, long elapsedMs, long intervalMs) {
        double expected = (double) elapsedMs / intervalMs;
        if (shares > expected * BAND) {
            return shares >= SHARES_TO_RAISE
                    && elapsedMs >= SHORTEST_MS
                    && evidence(shares, expected * BAND) >= EVIDENCE;
        }
        return shares >= 1 && shares < expected / BAND && evidence(shares, expected / BAND) >= EVIDENCE;
    }

    /** The logarithm of how much more likely {@code shares} are where so many are expected than where {@code expected} are. */
    static double evidence(double shares, double expected) {
        return shares * Math.log(shares / expected) - shares + expected;
    }

    /** units × half shares ÷ 2 × interval ÷ elapsed, rounded down; at least 1, at most what a long holds. */
    private static long ideal(long units, long halfShares, long elapsedMs, long intervalMs) {
        BigInteger ideal = BigInteger.valueOf(units)
                .multiply(BigInteger.valueOf(halfShares))
                .multiply(BigInteger.valueOf(intervalMs))
                .divide(BigInteger.valueOf(2 * elapsedMs));
        return ideal.bitLength() > 63 ? Long.MAX_VALUE : Math.max(1, ideal.longValue());
    }

    private static Optional<Difficulty> change(Difficulty current, Difficulty least, Difficulty most, long idealUnits) {
        long units = Math.max(least.units(), Math.min(most.units(), onGrid(idealUnits)));
        return units == current.units() ? Optional.empty() : Optional.of(new Difficulty(units));
    }

    /** The nearest number of few significant bits, which prints short; whole at 1 and above, where some firmware cuts fractions. */
    static long onGrid(long units) {
        int bits = 64 - Long.numberOfLeadingZeros(units);
        int dropped = Math.max(0, bits - GRID_BITS);
        if (units >= Difficulty.UNITS_PER_ONE) {
            dropped = Math.max(dropped, 32);
        }
        long half = dropped == 0 ? 0 : 1L << (dropped - 1);
        long rounded = units > Long.MAX_VALUE - half ? units : units + half;
        return rounded >> dropped << dropped;
    }
}
