package neman.bitcoin;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A 32-byte double SHA-256 hash: of a block, a transaction or a merkle node.
 *
 * <p>Held in header order; {@link #toString} writes display order (reversed), as every Bitcoin interface does.
 */
public final class Hash256 implements Comparable<Hash256> {
    public static final int BYTES = 32;
    public static final Hash256 ZERO = new Hash256(new byte[BYTES]);

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] headerOrder;

    private Hash256(byte[] headerOrder) {
        this.headerOrder = headerOrder;
    }

    /** @param bytes 32 bytes in header order; copied */
    public static Hash256 ofHeaderOrder(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash256(bytes.clone());
    }

    /** The double SHA-256 over the concatenation of {@code parts}. */
    public static Hash256 ofDoubleSha256(byte[]... parts) {
        return new Hash256(Sha256.doubleHash(parts));
    }

    /** @param display 64 hex digits in display order, as RPC answers and explorers write them */
    public static Hash256 parse(String display) {
        if (display.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a hash has 64 hex digits, not " + display.length());
        }
        return new Hash256(reverse(HexFormat.of().parseHex(display)));
    }

    /** A copy in header order. */
    public byte[] toHeaderOrder() {
        return headerOrder.clone();
    }

    /** Copies the 32 bytes in header order to {@code destination} from {@code offset} on. */
    public void copyTo(byte[] destination, int offset) {
        System.arraycopy(headerOrder, 0, destination, offset, BYTES);
    }

    /** Compares as numbers, the way proof of work does (the header order is little-endian). */
    @Override
    public int compareTo(Hash256 other) {
        for (int i = BYTES - 1; i >= 0; i--) {
            int difference = Byte.toUnsignedInt(headerOrder[i]) - Byte.toUnsignedInt(other.headerOrder[i]);
            if (difference != 0) {
                return difference;
            }
        }
        return 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash256 that && Arrays.equals(headerOrder, that.headerOrder);
    }

    /** The first four bytes: a proof of work has its zeros at the other end. */
    @Override
    public int hashCode() {
        return (int) INTS.get(headerOrder, 0);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(reverse(headerOrder.clone()));
    }

    private static byte[] reverse(byte[] bytes) {
        for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
            byte swapped = bytes[i];
            bytes[i] = bytes[j];
            bytes[j] = swapped;
        }
        return bytes;
    }
}
