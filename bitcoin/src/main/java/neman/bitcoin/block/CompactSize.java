package neman.bitcoin.block;

import java.io.ByteArrayOutputStream;

/** The variable-length count before every list of the protocol: 1, 3, 5 or 9 bytes, little-endian after the marker. */
public final class CompactSize {
    private CompactSize() {}

    /** How many bytes {@link #write} writes for {@code value} (not negative). */
    public static int length(long value) {
        if (value < 0xfd) {
            return 1;
        }
        if (value <= 0xffff) {
            return 3;
        }
        return value <= 0xffff_ffffL ? 5 : 9;
    }

    /** @throws IllegalArgumentException where {@code value} is negative */
    public static void write(ByteArrayOutputStream out, long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a count is not negative: " + value);
        }
        int length = length(value);
        switch (length) {
            case 3 -> out.write(0xfd);
            case 5 -> out.write(0xfe);
            case 9 -> out.write(0xff);
            default -> {}
        }
        int valueBytes = length == 1 ? 1 : length - 1;
        for (int i = 0; i < valueBytes; i++) {
            out.write((int) (value >>> (8 * i)));
        }
    }
}
