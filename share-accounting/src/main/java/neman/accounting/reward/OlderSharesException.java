package neman.accounting.reward;

/** Shares of a window cannot be read now. The window is to be thrown away: it may have been changed in part. */
public final class OlderSharesException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public OlderSharesException(Exception cause) {
        super("shares of the window cannot be read: " + cause.getMessage(), cause);
    }
}
