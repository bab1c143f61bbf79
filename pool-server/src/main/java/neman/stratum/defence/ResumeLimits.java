package neman.stratum.defence;

import java.time.Duration;

/**
 * How long, and for how many, a session waits for its miner to come back.
 *
 * @param keptFor from the end of its connection, or from the start of the pool; zero: nobody comes back to a session
 * @param most sessions; with more, the one that ended first is forgotten
 */
public record ResumeLimits(Duration keptFor, int most) {
    public static final Duration LONGEST = Duration.ofHours(1);
    public static final int MOST = 1 << 20;

    /** cgminer keeps unsent shares for two minutes; power cuts and switches take longer. */
    public static final ResumeLimits DEFAULT = new ResumeLimits(Duration.ofMinutes(10), 1 << 14);

    /** @throws IllegalArgumentException outside of sensible ranges */
    public ResumeLimits {
        Bounds.check("resume-time", keptFor, Duration.ZERO, LONGEST);
        Bounds.check("resume-sessions", most, 1, MOST);
    }
}
