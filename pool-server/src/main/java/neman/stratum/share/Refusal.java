package neman.stratum.share;

import neman.stratum.protocol.ErrorText;

/**
 * Why a submit is not credited, in order of precedence: the first that applies is the one that is answered. That a solved
 * block goes out stands before all of them.
 */
public enum Refusal {
    NOT_SUBSCRIBED(25, "Not subscribed", "not-subscribed"),
    UNAUTHORIZED(24, "Unauthorized worker", "unauthorized"),
    UNKNOWN_JOB(21, "Job not found", "unknown-job"),
    STALE_JOB(21, "Stale job", "stale"),
    UNREADABLE(20, "Malformed submit", "malformed"),
    EXTRANONCE2_LENGTH(20, "Wrong extranonce2 length", "extranonce2-length"),
    TIME_TOO_EARLY(20, "Time too old", "time-too-old"),
    TIME_TOO_LATE(20, "Time too new", "time-too-new"),
    VERSION_BITS(20, "Version bits outside the mask", "version-bits"),
    DUPLICATE(22, "Duplicate share", "duplicate"),
    LOW_DIFFICULTY(23, "Low difficulty share", "low-difficulty"),
    /** More shares on one job than are remembered against repetition; vardiff ends this. */
    TOO_MANY(20, "Too many shares for one job", "too-many"),
    /** The journal is full or broken: the share may count nevertheless, but it must not be promised. */
    NOT_STORED(20, "Share could not be stored", "not-stored");

    private final ErrorText error;
    private final String reason;

    Refusal(int code, String message, String reason) {
        this.error = new ErrorText(code, message);
        this.reason = reason;
    }

    /** What the miner is told. */
    public ErrorText error() {
        return error;
    }

    /** The word in statistics. */
    public String reason() {
        return reason;
    }
}
