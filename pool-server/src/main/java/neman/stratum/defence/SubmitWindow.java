package neman.stratum.defence;

import java.util.Optional;

/**
 * Counts a connection's submits, and says after every so many what they were. Windows follow each other without overlap, so
 * that what follows a remedy is judged alone.
 */
final class SubmitWindow {
    private final int submits;
    private final int invalidPercent;
    private int good;
    private int outdated;
    private int tooEasy;
    private int wrong;

    /** @param invalidPercent above which a window is not sound */
    SubmitWindow(int submits, int invalidPercent) {
        this.submits = submits;
        this.invalidPercent = invalidPercent;
    }

    /** Counts one; gives the quality of the window that it filled: {@code GOOD}, or the commonest fault. */
    Optional<SubmitQuality> add(SubmitQuality quality) {
        switch (quality) {
            case GOOD -> good++;
            case NEUTRAL -> {
                return Optional.empty();
            }
            case OUTDATED -> outdated++;
            case TOO_EASY -> tooEasy++;
            case WRONG -> wrong++;
        }
        if (good + outdated + tooEasy + wrong < submits) {
            return Optional.empty();
        }
        SubmitQuality verdict = verdict();
        good = 0;
        outdated = 0;
        tooEasy = 0;
        wrong = 0;
        return Optional.of(verdict);
    }

    private SubmitQuality verdict() {
        int invalid = outdated + tooEasy + wrong;
        if (100L * invalid <= (long) invalidPercent * submits) {
            return SubmitQuality.GOOD;
        }
        if (outdated >= tooEasy && outdated >= wrong) {
            return SubmitQuality.OUTDATED;
        }
        return tooEasy >= wrong ? SubmitQuality.TOO_EASY : SubmitQuality.WRONG;
    }
}
