package neman.accounting.database;

/** The database cannot be used as it is; the message is one line for an operator that names the remedy. */
public class UnusableDatabaseException extends Exception {
    private static final long serialVersionUID = 1L;

    public UnusableDatabaseException(String message) {
        super(message);
    }

    public UnusableDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
