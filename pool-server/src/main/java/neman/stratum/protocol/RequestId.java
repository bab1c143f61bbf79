package neman.stratum.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The id of a request as its bytes stood in the line, so that the answer carries exactly those: zero, null, strings with
 * escapes, numbers that no double holds, even arrays and objects. Ids repeat (cpuminer sends every submit as 4) and identify nothing.
 */
public final class RequestId {
    /** Null or absent. JSON-RPC 1.0 wants no answer then; handshakes get one all the same. */
    public static final RequestId NULL = new RequestId("null".getBytes(StandardCharsets.US_ASCII));

    private final byte[] json;

    private RequestId(byte[] json) {
        this.json = json;
    }

    /** @param json the bytes of one JSON value, kept */
    static RequestId of(byte[] json) {
        return Arrays.equals(json, NULL.json) ? NULL : new RequestId(json);
    }

    public boolean isNull() {
        return this == NULL;
    }

    void writeTo(ByteBuf line) {
        line.writeBytes(json);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RequestId that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return new String(json, StandardCharsets.UTF_8);
    }
}
