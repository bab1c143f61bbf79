package neman.stratum.load;

/** A run that cannot go on; the message is for the one who started it. */
public final class LoadException extends Exception {
    private static final long serialVersionUID = 1L;

    LoadException(String message) {
        super(message);
    }
}
