package neman.stratum.session;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import neman.accounting.journal.InstanceIdentity;

/**
 * extranonce1: instance number in the highest byte, 24 bits of session number below, never the same for two live sessions.
 * Any thread.
 *
 * <p>A number is given again only after the 16 million others were tried, which no job outlives.
 */
final class ExtranonceAllocator {
    private static final int SESSION_MASK = 0xffffff;

    /** Odd and large: consecutive starts begin far from each other, so that miners that come back find their number free. */
    private static final int BETWEEN_STARTS = 0x3779b1;

    /** With more, miners of an earlier start get a new number. */
    static final int MAX_RECLAIMED = 1 << 16;

    private final int instanceBits;
    private final int first;
    private final Set<Integer> inUse = ConcurrentHashMap.newKeySet();
    /** Never given to anyone else in this start: what was credited under them must not be credited again. */
    private final Set<Integer> reclaimed = new HashSet<>();

    private long allocated;

    ExtranonceAllocator(InstanceIdentity identity) {
        this.instanceBits = identity.number() << 24;
        this.first = identity.startCounter() * BETWEEN_STARTS;
    }

    /** There is always a free one: connections are bounded far below 2^24. */
    synchronized int allocate() {
        int number;
        do {
            number = (int) (first + allocated) & SESSION_MASK;
            allocated++;
        } while (reclaimed.contains(number) || !inUse.add(number));
        return instanceBits | number;
    }

    /** Takes {@code extranonce1} where it is one of this instance and nobody ever had it in this start. */
    synchronized boolean reclaim(int extranonce1) {
        int number = extranonce1 & SESSION_MASK;
        boolean ours = (extranonce1 & ~SESSION_MASK) == instanceBits;
        boolean untouched = (number - first & SESSION_MASK) >= allocated;
        return ours && untouched && reclaimed.size() < MAX_RECLAIMED && reclaimed.add(number) && inUse.add(number);
    }

    void release(int extranonce1) {
        inUse.remove(extranonce1 & SESSION_MASK);
    }
}
