package neman.stratum.vardiff;

/**
 * ckpool's rule: the work per second as a mean that fades over 300 s, corrected for its start, looked at with a share when 72 came
 * or 240 s passed since the last change. A share every 3.33 s is aimed at, 0.15 to 0.4 a second are left alone. Its difficulties
 * are whole.
 */
final class CkpoolRule implements Rule {
    private static final double FADING_MS = 300_000;

    private double workPerMs;
    private long firstMs = -1;
    private long lastMs;
    private long changedMs;
    private int shares;

    @Override
    public long onShare(long judgedUnits, long currentUnits, long nowMs) {
        if (firstMs < 0) {
            firstMs = nowMs;
            lastMs = nowMs;
            changedMs = nowMs;
        }
        workPerMs = workPerMs * StrictMath.exp((lastMs - nowMs) / FADING_MS) + judgedUnits / FADING_MS;
        lastMs = nowMs;
        shares++;
        if (shares < 72 && nowMs - changedMs < 240_000) {
            return currentUnits;
        }
        double bias = 1 - StrictMath.exp((firstMs - nowMs - 1) / FADING_MS);
        double unitsPerSecond = workPerMs / bias * 1_000;
        double sharesPerSecond = unitsPerSecond / currentUnits;
        if (sharesPerSecond > 0.15 && sharesPerSecond < 0.4) {
            return currentUnits;
        }
        long whole = Math.max(1, Math.round(unitsPerSecond * 3.33 / 0x1p32));
        changedMs = nowMs;
        shares = 0;
        return Math.min(whole, (1L << 31) - 1) << 32;
    }

    @Override
    public long onTick(long currentUnits, long nowMs) {
        return currentUnits;
    }

    @Override
    public double targetMs() {
        return 3_330;
    }
}
