package neman.bitcoin.node;

/** The node took the call and did not answer in time; whether it acted on it is not known. */
public final class NodeTimeoutException extends NodeException {
    private static final long serialVersionUID = 1L;

    public NodeTimeoutException(String message, Throwable cause) {
        super(message, cause);
    }
}
