package neman.stratum.share;

/** Which bits of a block's version a miner may choose (BIP310, BIP320), and the version that comes of it. */
public final class VersionRolling {
    private VersionRolling() {}

    /**
     * The header's version: the job's outside {@code mask}, the miner's inside.
     *
     * @param bits the sixth parameter of {@code mining.submit}
     */
    public static int version(int jobVersion, int mask, int bits) {
        return (jobVersion & ~mask) | (bits & mask);
    }

    /**
     * Whether {@code bits} says nothing outside {@code mask}, or there exactly what the job says: some firmware sends the whole
     * version instead of the changed bits.
     */
    public static boolean isWithin(int jobVersion, int mask, int bits) {
        int outside = bits & ~mask;
        return outside == 0 || outside == (jobVersion & ~mask);
    }
}
