package neman.stratum.vardiff;

/**
 * DATUM's rule: eight shares a minute in powers of two. After 16 shares twice as hard or as easy where the rate is beyond a factor of
 * two; after eight already, and all the way, where it is eight times too fast; half as hard after a minute without a share.
 */
final class DatumRule implements Rule {
    private static final double PER_MS = 8.0 / 60_000;

    private int shares;
    private long sinceMs;
    private long lastMs;

    @Override
    public long onShare(long judgedUnits, long currentUnits, long nowMs) {
        shares++;
        lastMs = nowMs;
        double ratio = shares / (double) Math.max(1, nowMs - sinceMs) / PER_MS;
        if (shares >= 8 && ratio >= 8) {
            return changed(powerOfTwo(currentUnits * ratio), nowMs);
        }
        if (shares < 16) {
            return currentUnits;
        }
        if (ratio > 2) {
            return changed(powerOfTwo(currentUnits * 2.0), nowMs);
        }
        return changed(ratio < 0.5 ? Math.max(1, currentUnits / 2) : currentUnits, nowMs);
    }

    private long changed(long units, long nowMs) {
        shares = 0;
        sinceMs = nowMs;
        lastMs = nowMs;
        return units;
    }

    private static long powerOfTwo(double units) {
        return Long.highestOneBit((long) Math.min(units, 0x1p62));
    }

    @Override
    public long onTick(long currentUnits, long nowMs) {
        return nowMs - lastMs >= 60_000 ? changed(Math.max(1, currentUnits / 2), nowMs) : currentUnits;
    }

    @Override
    public double targetMs() {
        return 7_500;
    }
}
