package neman.bitcoin.node;

import java.io.IOException;

/** The node could not be asked: unreachable, too slow, not authorised, or an answer that is not JSON-RPC. */
public class NodeException extends IOException {
    private static final long serialVersionUID = 1L;

    public NodeException(String message) {
        super(message);
    }

    public NodeException(String message, Throwable cause) {
        super(message, cause);
    }
}
