package neman.stratum.vardiff;

/**
 * NOMP's rule with the values of its example: a ring of the last 24 gaps in whole seconds, looked at with a share every 90 s; where
 * their mean lies more than 30 % from 15 s, the difficulty changes by that ratio. A mean below a second is taken for one here: the
 * ratio would be infinite.
 */
final class NompRule implements Rule {
    private final long[] gaps = new long[24];
    private int count;
    private long lastSecond = -1;
    private long lookedSecond;

    @Override
    public long onShare(long judgedUnits, long currentUnits, long nowMs) {
        long second = nowMs / 1_000;
        if (lastSecond < 0) {
            lastSecond = second;
            lookedSecond = second - 45;
            return currentUnits;
        }
        gaps[count++ % gaps.length] = second - lastSecond;
        lastSecond = second;
        if (second - lookedSecond < 90) {
            return currentUnits;
        }
        lookedSecond = second;
        double mean = Math.max(1, mean());
        if (mean >= 15 * 0.7 && mean <= 15 * 1.3) {
            return currentUnits;
        }
        count = 0;
        return (long) Math.max(1, Math.min(Long.MAX_VALUE, currentUnits * 15.0 / mean));
    }

    private double mean() {
        int filled = Math.min(count, gaps.length);
        long sum = 0;
        for (int i = 0; i < filled; i++) {
            sum += gaps[i];
        }
        return (double) sum / filled;
    }

    @Override
    public long onTick(long currentUnits, long nowMs) {
        return currentUnits;
    }

    @Override
    public double targetMs() {
        return 15_000;
    }
}
