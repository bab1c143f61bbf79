package neman.stratum.defence;

import neman.stratum.share.Refusal;

/** What a submit says about its sender. */
public enum SubmitQuality {
    GOOD,
    /** Says nothing: an unknown name, which is a typing error, or the pool's own trouble. */
    NEUTRAL,
    /** Too late for its job: a slow line. Never leads to a ban. */
    OUTDATED,
    /** Below its difficulty: a change that was missed, or nothing behind it. */
    TOO_EASY,
    /** A repetition, a job that it was never sent, or fields that no sound firmware sends. */
    WRONG;

    /** What a refused submit says. */
    public static SubmitQuality of(Refusal refusal) {
        return switch (refusal) {
            case NOT_SUBSCRIBED, UNAUTHORIZED, TOO_MANY, NOT_STORED -> NEUTRAL;
            case STALE_JOB -> OUTDATED;
            case LOW_DIFFICULTY -> TOO_EASY;
            case UNKNOWN_JOB, UNREADABLE, EXTRANONCE2_LENGTH, TIME_TOO_EARLY, TIME_TOO_LATE, VERSION_BITS, DUPLICATE ->
                WRONG;
        };
    }
}
