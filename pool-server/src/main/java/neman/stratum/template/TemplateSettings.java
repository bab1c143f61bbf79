package neman.stratum.template;

import java.time.Duration;

/**
 * When miners get another job although the tip stands.
 *
 * @param refresh how old work grows at most; under a minute, because firmware that hears nothing leaves
 * @param poll how often each node is asked for its tip, should long poll and ZMQ be silent
 * @param feeRiseBasisPoints by how much the coinbase's value must have risen for a job before its time, hundredths of a percent
 */
public record TemplateSettings(Duration refresh, Duration poll, int feeRiseBasisPoints) {
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofSeconds(55);
    private static final int MAX_BASIS_POINTS = 100_000;

    public static final TemplateSettings DEFAULT =
            new TemplateSettings(Duration.ofSeconds(30), Duration.ofSeconds(2), 100);

    /** @throws IllegalArgumentException where a value is out of its bounds */
    public TemplateSettings {
        if (isOutside(refresh) || isOutside(poll)) {
            throw new IllegalArgumentException(
                    "templates are refreshed and nodes asked every 0.1 to 55 s, not " + refresh + " and " + poll);
        }
        if (feeRiseBasisPoints < 0 || feeRiseBasisPoints > MAX_BASIS_POINTS) {
            throw new IllegalArgumentException(
                    "fees rise by 0 to 1000 %, not by " + feeRiseBasisPoints + " basis points");
        }
    }

    private static boolean isOutside(Duration every) {
        return every.compareTo(SHORTEST) < 0 || every.compareTo(LONGEST) > 0;
    }

    public TemplateSettings withRefresh(Duration changed) {
        return new TemplateSettings(changed, poll, feeRiseBasisPoints);
    }
}
