package neman.stratum.transport;

import io.netty.buffer.ByteBuf;

/** How the two versions of the PROXY protocol begin: "PROXY " and twelve bytes that no text protocol uses. */
final class ProxyHeader {
    /** Enough of version 2's signature to tell it from blank lines. */
    private static final byte[] BINARY = {'\r', '\n', '\r', '\n', 0};

    private ProxyHeader() {}

    /** No line of JSON begins with a P. A signature that arrives split is met by the line decoder, to which it is no JSON. */
    static boolean beginsIn(ByteBuf bytes) {
        int start = bytes.readerIndex();
        if (bytes.getByte(start) == 'P') {
            return true;
        }
        for (int i = 0; i < BINARY.length; i++) {
            if (i >= bytes.readableBytes() || bytes.getByte(start + i) != BINARY[i]) {
                return false;
            }
        }
        return true;
    }
}
