package neman.console.view;

import java.time.Duration;
import java.util.Optional;

/** How far back a history goes, and in which steps. */
public enum HistorySpan {
    HOUR("1h", Duration.ofMinutes(1), 60),
    DAY("24h", Duration.ofMinutes(15), 96);

    private final String word;
    private final Duration step;
    private final int steps;

    HistorySpan(String word, Duration step, int steps) {
        this.word = word;
        this.step = step;
        this.steps = steps;
    }

    public static Optional<HistorySpan> ofWord(String word) {
        for (HistorySpan span : values()) {
            if (span.word.equals(word)) {
                return Optional.of(span);
            }
        }
        return Optional.empty();
    }

    /** As the query names it. */
    public String word() {
        return word;
    }

    public Duration step() {
        return step;
    }

    /** How many steps the history has. */
    public int steps() {
        return steps;
    }
}
