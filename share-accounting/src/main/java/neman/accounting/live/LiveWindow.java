package neman.accounting.live;

import java.math.BigInteger;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the next block would be divided by if it were found now: a copy for shows; nothing is paid by it.
 *
 * @param scheme as the configuration names it
 * @param firstSequence of the share on the edge
 * @param nextSequence every share before it is in
 * @param edge the part of the first share that counts: {@code numerator/denominator}
 * @param capacity the work by which a reward is divided; what no account has of it is nobody's
 * @param digest of the window, as a round would record it
 * @param work account (canonical address text) to work
 */
public record LiveWindow(
        String scheme,
        long firstSequence,
        long nextSequence,
        String edge,
        BigInteger capacity,
        String digest,
        SortedMap<String, BigInteger> work) {
    public LiveWindow {
        work = Collections.unmodifiableSortedMap(new TreeMap<>(work));
    }

    /**
     * One account's part.
     *
     * @param capacity above 0
     */
    public record Part(BigInteger work, BigInteger capacity) {
        /** Of {@code sats}, rounded down, before the remainders are handed out. */
        public long of(long sats) {
            return work.multiply(BigInteger.valueOf(sats)).divide(capacity).longValueExact();
        }
    }
}
