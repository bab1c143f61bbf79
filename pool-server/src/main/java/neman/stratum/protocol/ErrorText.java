package neman.stratum.protocol;

/**
 * The end of an answer that refuses, encoded once: {@code result} null (or false), {@code error} an array of exactly code, message and
 * null, which is what bosminer's deserialiser takes and everything else understands.
 */
public final class ErrorText {
    /** The longest message that cgminer shows whole. */
    public static final int MAX_MESSAGE_CHARACTERS = 31;

    private final byte[] bytes;

    private ErrorText(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * @param code 20 other, 21 job not found, 22 duplicate, 23 low difficulty, 24 unauthorized, 25 not subscribed
     * @param message ASCII without quotes
     */
    public ErrorText(int code, String message) {
        this(encode("null", code, message));
    }

    /** The same for {@code mining.authorize}, whose result is expected to be true or false. */
    public static ErrorText ofFalse(int code, String message) {
        return new ErrorText(encode("false", code, message));
    }

    private static byte[] encode(String result, int code, String message) {
        if (message.length() > MAX_MESSAGE_CHARACTERS || message.indexOf('"') >= 0) {
            throw new IllegalArgumentException("not a message that all firmware can show: " + message);
        }
        return ServerLines.ascii(",\"result\":" + result + ",\"error\":[" + code + ",\"" + message + "\",null]}\n");
    }

    byte[] bytes() {
        return bytes;
    }
}
