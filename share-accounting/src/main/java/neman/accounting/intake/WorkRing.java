package neman.accounting.intake;

import java.util.Arrays;

/** Work in the newest steps of time, of one length each. */
final class WorkRing {
    private final long stepMillis;
    private final double[] sums;
    private long newest;

    WorkRing(long stepMillis, int steps) {
        this.stepMillis = stepMillis;
        this.sums = new double[steps];
    }

    /** Nothing happens where the time is older than the ring reaches. */
    void add(long millis, double units) {
        long step = millis / stepMillis;
        advance(step);
        if (step > newest - sums.length) {
            sums[(int) (step % sums.length)] += units;
        }
    }

    /** The work in the steps up to now. */
    double sum(long nowMillis) {
        advance(nowMillis / stepMillis);
        return Arrays.stream(sums).sum();
    }

    /** How long the steps up to now take. */
    long spanMillis(long nowMillis) {
        return nowMillis - (nowMillis / stepMillis - sums.length + 1) * stepMillis;
    }

    private void advance(long step) {
        if (step <= newest) {
            return;
        }
        if (step - newest >= sums.length) {
            Arrays.fill(sums, 0);
        } else {
            for (long fresh = newest + 1; fresh <= step; fresh++) {
                sums[(int) (fresh % sums.length)] = 0;
            }
        }
        newest = step;
    }
}
