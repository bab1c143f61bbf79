package neman.deploy.wiring;

/** The process was told to stop while it was still starting. Not an error. */
public final class StoppedException extends Exception {
    private static final long serialVersionUID = 1L;
}
