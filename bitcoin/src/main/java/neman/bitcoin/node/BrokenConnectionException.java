package neman.bitcoin.node;

import java.io.IOException;

/** A connection that was there has broken before a whole answer had come over it. */
final class BrokenConnectionException extends IOException {
    private static final long serialVersionUID = 1L;

    BrokenConnectionException(IOException cause) {
        super(cause.getMessage(), cause);
    }
}
