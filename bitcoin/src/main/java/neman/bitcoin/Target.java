package neman.bitcoin;

import java.math.BigInteger;

/**
 * The number that a header's hash, read as a little-endian 256-bit integer, must not exceed.
 *
 * <p>Held as four longs beside the big integer, so that the test of a hash on the submit path allocates nothing.
 */
public final class Target implements Comparable<Target> {
    /** Difficulty 1: 0xffff × 2^208. */
    public static final Target DIFFICULTY_1 = of(BigInteger.valueOf(0xffff).shiftLeft(208));

    private static final int COMPACT_SIGN = 0x00800000;

    private final BigInteger value;
    private final long word3; // most significant
    private final long word2;
    private final long word1;
    private final long word0;

    private Target(BigInteger value) {
        this.value = value;
        this.word3 = value.shiftRight(192).longValue();
        this.word2 = value.shiftRight(128).longValue();
        this.word1 = value.shiftRight(64).longValue();
        this.word0 = value.longValue();
    }

    /** @param value 1 … 2^256 − 1 */
    public static Target of(BigInteger value) {
        if (value.signum() <= 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("a target lies between 1 and 2^256-1, not " + value);
        }
        return new Target(value);
    }

    /**
     * Expands the header's compact form ("nbits": one byte of exponent, three of mantissa; Bitcoin Core's
     * {@code arith_uint256::SetCompact}).
     *
     * @throws IllegalArgumentException where it is negative, zero or above 2^256 − 1
     */
    public static Target ofCompact(int nbits) {
        int exponent = nbits >>> 24;
        BigInteger mantissa = BigInteger.valueOf(nbits & 0x007fffff);
        BigInteger value =
                exponent <= 3 ? mantissa.shiftRight(8 * (3 - exponent)) : mantissa.shiftLeft(8 * (exponent - 3));
        if ((nbits & COMPACT_SIGN) != 0 || value.signum() == 0 || value.bitLength() > 256) {
            throw new IllegalArgumentException("nbits " + String.format("%08x", nbits) + " is not a target");
        }
        return new Target(value);
    }

    /** The compact form; it keeps the 23 or 24 highest bits only, as consensus does. */
    public int toCompact() {
        int size = (value.bitLength() + 7) / 8;
        int mantissa = size <= 3
                ? value.intValue() << (8 * (3 - size))
                : value.shiftRight(8 * (size - 3)).intValue();
        if ((mantissa & COMPACT_SIGN) != 0) {
            mantissa >>>= 8;
            size++;
        }
        return size << 24 | mantissa;
    }

    public BigInteger value() {
        return value;
    }

    /** Whether the hash whose 32 bytes stand in header order at {@code offset} of {@code hash} meets this target. */
    public boolean isMetBy(byte[] hash, int offset) {
        return compareWords(
                        LittleEndian.readLong(hash, offset + 24),
                        LittleEndian.readLong(hash, offset + 16),
                        LittleEndian.readLong(hash, offset + 8),
                        LittleEndian.readLong(hash, offset))
                <= 0;
    }

    private int compareWords(long hash3, long hash2, long hash1, long hash0) {
        if (hash3 != word3) {
            return Long.compareUnsigned(hash3, word3);
        }
        if (hash2 != word2) {
            return Long.compareUnsigned(hash2, word2);
        }
        if (hash1 != word1) {
            return Long.compareUnsigned(hash1, word1);
        }
        return Long.compareUnsigned(hash0, word0);
    }

    @Override
    public int compareTo(Target other) {
        return value.compareTo(other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Target that && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** 64 hex digits, most significant first. */
    @Override
    public String toString() {
        return String.format("%064x", value);
    }
}
