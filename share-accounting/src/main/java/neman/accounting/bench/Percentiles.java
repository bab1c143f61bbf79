package neman.accounting.bench;

import java.util.Arrays;

/** Of many measured times. */
public record Percentiles(long medianNanos, long p99Nanos) {
    /** @param nanos at least one; sorted by this */
    static Percentiles of(long[] nanos) {
        Arrays.sort(nanos);
        return new Percentiles(nanos[nanos.length / 2], nanos[(int) (nanos.length * 99L / 100)]);
    }
}
