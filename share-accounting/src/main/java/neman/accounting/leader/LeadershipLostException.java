package neman.accounting.leader;

/** Another process leads by now: the transaction must be rolled back and the work given up. */
public final class LeadershipLostException extends Exception {
    private static final long serialVersionUID = 1L;

    LeadershipLostException(String message) {
        super(message);
    }
}
