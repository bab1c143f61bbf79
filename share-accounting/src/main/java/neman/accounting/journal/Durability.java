package neman.accounting.journal;

/** What must have happened to a record before its waiter is told so. */
public enum Durability {
    /** Forced to disk: neither kill -9 nor a power cut takes it back. */
    DISK,
    /** Written: it survives the end of this process, not that of the machine. */
    PROCESS
}
