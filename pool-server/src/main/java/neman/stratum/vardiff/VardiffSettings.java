package neman.stratum.vardiff;

import java.time.Duration;

/**
 * What vardiff aims at.
 *
 * @param shareInterval the mean time between two shares of one connection, {@link #SHORTEST} to {@link #LONGEST}
 */
public record VardiffSettings(Duration shareInterval) {
    public static final Duration SHORTEST = Duration.ofSeconds(1);
    public static final Duration LONGEST = Duration.ofMinutes(5);
    public static final VardiffSettings DEFAULT = new VardiffSettings(Duration.ofSeconds(10));

    public VardiffSettings {
        if (shareInterval.compareTo(SHORTEST) < 0 || shareInterval.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a share every " + shareInterval + " is not between " + SHORTEST + " and " + LONGEST);
        }
    }

    long shareIntervalMs() {
        return shareInterval.toMillis();
    }
}
