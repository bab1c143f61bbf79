package neman.stratum.defence;

import java.time.Duration;

/**
 * How much invalid work is borne.
 *
 * @param submits after how many a connection is judged, and counted anew
 * @param invalidPercent of them, above which something is done; 100 never does anything
 * @param probation how long an address is remembered from which a connection was sent away
 * @param ban how long an address is not let in; zero never bans
 */
public record ConductLimits(int submits, int invalidPercent, Duration probation, Duration ban) {
    public static final ConductLimits DEFAULT =
            new ConductLimits(50, 50, Duration.ofMinutes(10), Duration.ofMinutes(10));

    /** @throws IllegalArgumentException outside of sensible ranges */
    public ConductLimits {
        Bounds.check("invalid-window", submits, 10, 100_000);
        Bounds.check("invalid-percent", invalidPercent, 1, 100);
        Bounds.check("probation-time", probation, Duration.ofSeconds(1), Duration.ofDays(7));
        Bounds.check("ban-time", ban, Duration.ZERO, Duration.ofDays(366));
    }
}
