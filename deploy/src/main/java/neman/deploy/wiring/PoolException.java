package neman.deploy.wiring;

/** The pool cannot do what it was asked to. The message is one line that names the thing and the remedy. */
public final class PoolException extends Exception {
    private static final long serialVersionUID = 1L;

    public PoolException(String message) {
        super(message);
    }

    public PoolException(String message, Throwable cause) {
        super(message, cause);
    }
}
