package neman.bitcoin.transaction;

import java.util.Arrays;
import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;

/**
 * Reads what consensus serialises, from front to back.
 *
 * <p>Every length is compared with the bytes that are left before anything is allocated, so that hostile input costs no
 * more memory than its own size.
 */
public final class ByteReader {
    private final byte[] bytes;
    private int position;

    public ByteReader(byte[] bytes) {
        this.bytes = bytes;
    }

    public int remaining() {
        return bytes.length - position;
    }

    public int readByte() {
        return Byte.toUnsignedInt(bytes[advance(1)]);
    }

    public int peekByte(int ahead) {
        if (remaining() <= ahead) {
            throw new MalformedBytesException("the bytes end too early");
        }
        return Byte.toUnsignedInt(bytes[position + ahead]);
    }

    public int readInt() {
        return LittleEndian.readInt(bytes, advance(Integer.BYTES));
    }

    public long readLong() {
        return LittleEndian.readLong(bytes, advance(Long.BYTES));
    }

    public Hash256 readHash() {
        return Hash256.ofHeaderOrder(readBytes(Hash256.BYTES));
    }

    public byte[] readBytes(int length) {
        int start = advance(length);
        return Arrays.copyOfRange(bytes, start, start + length);
    }

    /** Bytes with their length before them. */
    public byte[] readPrefixedBytes() {
        return readBytes(readCount(1));
    }

    /**
     * A compact size ("varint") that counts things of at least {@code leastBytesEach} bytes.
     *
     * @throws MalformedBytesException where it is not the shortest form, or where so many things cannot follow
     */
    public int readCount(int leastBytesEach) {
        long count = readCompactSize();
        if (count < 0 || count > remaining() / leastBytesEach) {
            throw new MalformedBytesException("a count is larger than the bytes that follow it");
        }
        return (int) count;
    }

    private long readCompactSize() {
        int first = readByte();
        return switch (first) {
            case 0xfd -> atLeast(0xfd, Short.toUnsignedInt((short) (readByte() | readByte() << 8)));
            case 0xfe -> atLeast(0x1_0000, Integer.toUnsignedLong(readInt()));
            case 0xff -> atLeast(0x1_0000_0000L, readLong());
            default -> first;
        };
    }

    private static long atLeast(long smallest, long value) {
        if (value >= 0 && value < smallest) {
            throw new MalformedBytesException("a compact size is not in its shortest form");
        }
        return value;
    }

    public void expectEnd() {
        if (remaining() != 0) {
            throw new MalformedBytesException(remaining() + " bytes too many at the end");
        }
    }

    private int advance(int length) {
        if (remaining() < length) {
            throw new MalformedBytesException("the bytes end too early");
        }
        int start = position;
        position += length;
        return start;
    }
}
