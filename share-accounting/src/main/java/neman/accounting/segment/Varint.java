package neman.accounting.segment;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Unsigned LEB128 and its zigzag form for signed numbers. */
final class Varint {
    private static final int BITS_MAX = 63;

    private Varint() {}

    static void put(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    static void putSigned(ByteArrayOutputStream out, long value) {
        put(out, value << 1 ^ value >> 63);
    }

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

    static long getSigned(ByteBuffer in) {
        long value = get(in);
        return value >>> 1 ^ -(value & 1);
    }
}
