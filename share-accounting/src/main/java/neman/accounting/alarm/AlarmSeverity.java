package neman.accounting.alarm;

/** How urgent. */
public enum AlarmSeverity {
    /** The pool goes on; look at it today. */
    WARNING,
    /** Blocks, shares or money may be lost: look at it now. */
    CRITICAL
}
