package neman.console.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Turns judged work into hashes per second.
 *
 * <p>A share of difficulty d stands for d × 2^32 hashes, and work is kept in units of 2^-32 of a difficulty: so one unit is
 * one hash. The window is the last ten minutes, begun at a full minute because the statistics are kept by minute; a pool
 * that is younger is measured from its own begin, or its hashrate would seem to grow for ten minutes.
 *
 * @param from where the measured time begins
 * @param to now
 */
record HashrateWindow(Instant from, Instant to) {
    private static final Duration LENGTH = Duration.ofMinutes(10);
    /** Less than that says nothing, and a division by a moment would say absurd things. */
    private static final Duration SHORTEST = Duration.ofSeconds(10);

    /** The longest window that ends now. */
    static Instant earliest(Instant now) {
        return now.minus(LENGTH).truncatedTo(ChronoUnit.MINUTES);
    }

    /**
     * @param firstShareMinute the first minute since {@link #earliest} that has a share
     * @param startedAt when the oldest running stratum instance was started; empty where none runs
     */
    static HashrateWindow of(Instant now, Optional<Instant> firstShareMinute, Optional<Instant> startedAt) {
        Instant earliest = earliest(now);
        Instant begun = startedAt.orElse(earliest);
        // Shares from before the start are there after a restart: then the measured time begins with them.
        Instant from = firstShareMinute
                .filter(minute -> !begun.isBefore(minute.plus(1, ChronoUnit.MINUTES)))
                .orElse(begun);
        return between(from.isBefore(earliest) ? earliest : from, now);
    }

    private static HashrateWindow between(Instant from, Instant now) {
        Instant latest = now.minus(SHORTEST);
        return new HashrateWindow(from.isAfter(latest) ? latest : from, now);
    }

    long seconds() {
        return Duration.between(from, to).toSeconds();
    }

    /** @param units difficulty × 2^32, summed over the window's shares */
    BigInteger hashesPerSecond(BigInteger units) {
        return rate(units, Duration.between(from, to));
    }

    static BigInteger rate(BigInteger units, Duration time) {
        return new BigDecimal(units)
                .multiply(BigDecimal.valueOf(1_000))
                .divide(BigDecimal.valueOf(time.toMillis()), 0, RoundingMode.HALF_EVEN)
                .toBigInteger();
    }

    /** 1/√shares: shares come like the clicks of a Geiger counter. */
    static Optional<Double> relativeError(long shares) {
        return shares == 0 ? Optional.empty() : Optional.of(1 / Math.sqrt(shares));
    }
}
