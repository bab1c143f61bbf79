package neman.accounting.segment;

import java.nio.ByteBuffer;

/** Reads unsigned LEB128 and its zigzag form for signed numbers. */
final class Varint {
    static final int BYTES_MAX = 10;

    private static final int BITS_MAX = 63;

    private Varint() {}

    /** @throws IllegalArgumentException above 64 bits */
    static long get(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; shift <= BITS_MAX; shift += 7) {
            byte next = in.get();
            value |= (next & 0x7fL) << shift;
            if (next >= 0) {
                return value;
            }
        }
        throw new IllegalArgumentException("a varint is longer than 64 bits");
    }

    static long getZigzag(ByteBuffer in) {
        long value = get(in);
        return value >>> 1 ^ -(value & 1);
    }
}
