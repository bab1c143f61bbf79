package neman.bitcoin.transaction;

import java.io.ByteArrayOutputStream;
import neman.bitcoin.Hash256;

/** Writes what consensus serialises: little-endian integers, compact sizes, prefixed bytes. */
public final class ByteWriter {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);

    public ByteWriter writeByte(int value) {
        bytes.write(value);
        return this;
    }

    public ByteWriter writeInt(int value) {
        return writeLittleEndian(Integer.toUnsignedLong(value), Integer.BYTES);
    }

    public ByteWriter writeLong(long value) {
        return writeLittleEndian(value, Long.BYTES);
    }

    public ByteWriter writeBytes(byte[] value) {
        bytes.writeBytes(value);
        return this;
    }

    public ByteWriter writeHash(Hash256 hash) {
        return writeBytes(hash.toHeaderOrder());
    }

    public ByteWriter writePrefixedBytes(byte[] value) {
        return writeCompactSize(value.length).writeBytes(value);
    }

    /** @param value at least 0, in its shortest form */
    public ByteWriter writeCompactSize(long value) {
        if (value < 0xfd) {
            return writeByte((int) value);
        }
        if (value <= 0xffff) {
            return writeByte(0xfd).writeLittleEndian(value, Short.BYTES);
        }
        return value <= 0xffff_ffffL
                ? writeByte(0xfe).writeLittleEndian(value, Integer.BYTES)
                : writeByte(0xff).writeLong(value);
    }

    private ByteWriter writeLittleEndian(long value, int length) {
        for (int i = 0; i < length; i++) {
            bytes.write((int) (value >>> (8 * i)));
        }
        return this;
    }

    public byte[] toByteArray() {
        return bytes.toByteArray();
    }
}
