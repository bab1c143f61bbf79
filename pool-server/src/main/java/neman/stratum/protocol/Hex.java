package neman.stratum.protocol;

/** Hexadecimal digits in ASCII bytes, both cases. */
final class Hex {
    private Hex() {}

    /** 0 … 15, or −1 where {@code ascii} is no digit. */
    static int digit(byte ascii) {
        if (ascii >= '0' && ascii <= '9') {
            return ascii - '0';
        }
        int lower = ascii | 0x20;
        return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
    }
}
