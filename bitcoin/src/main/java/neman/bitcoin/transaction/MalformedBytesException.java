package neman.bitcoin.transaction;

/** Bytes from outside that are not what they should be. The message says what is wrong, without the bytes. */
public final class MalformedBytesException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedBytesException(String message) {
        super(message);
    }
}
