package neman.accounting.database;

/** Nobody answers where the database should be, or it is just starting: another attempt may find it. */
public final class UnreachableDatabaseException extends UnusableDatabaseException {
    private static final long serialVersionUID = 1L;

    UnreachableDatabaseException(String message, Throwable cause) {
        super(message, cause);
    }
}
