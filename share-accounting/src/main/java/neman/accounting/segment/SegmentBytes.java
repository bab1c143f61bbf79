package neman.accounting.segment;

import java.util.Arrays;

/** Bytes that grow as they are put. For one thread, without the locks of a stream. */
final class SegmentBytes {
    private byte[] bytes = new byte[1 << 12];
    private int length;

    void put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    void put(byte[] more) {
        reserve(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length += more.length;
    }

    /** The lowest {@code count} bytes, the highest of them first. */
    void putBigEndian(long value, int count) {
        reserve(count);
        for (int shift = 8 * (count - 1); shift >= 0; shift -= 8) {
            bytes[length++] = (byte) (value >>> shift);
        }
    }

    void putVarint(long value) {
        reserve(Varint.BYTES_MAX);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            bytes[length++] = (byte) (rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        bytes[length++] = (byte) rest;
    }

    void putZigzag(long value) {
        putVarint(value << 1 ^ value >> 63);
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + count));
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, length);
    }
}
