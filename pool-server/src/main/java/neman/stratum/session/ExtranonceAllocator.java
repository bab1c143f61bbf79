package neman.stratum.session;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import neman.accounting.journal.InstanceIdentity;

/**
 * extranonce1: instance number in the highest byte, 24 bits of session number below, never the same for two live sessions.
 * Any thread.
 *
 * <p>A number is given again only after the 16 million others were tried, which no job outlives. One with another instance's
 * number is borrowed, until that instance runs again.
 */
final class ExtranonceAllocator {
    private static final int SESSION_BITS = 24;
    private static final int SESSION_MASK = (1 << SESSION_BITS) - 1;

    /** Odd and large: consecutive starts begin far from each other, so that miners that come back find their number free. */
    private static final int BETWEEN_STARTS = 0x3779b1;

    /** With more, miners of an earlier start or another instance get a new number. */
    static final int MAX_TAKEN_OVER = 1 << 16;

    private final int instance;
    private final int first;
    private final Set<Integer> inUse = ConcurrentHashMap.newKeySet();
    /** Taken over once and never again in this start: what was credited under them must not be credited again. */
    private final Set<Integer> takenOver = new HashSet<>();

    private long allocated;

    ExtranonceAllocator(InstanceIdentity identity) {
        this.instance = identity.number();
        this.first = identity.startCounter() * BETWEEN_STARTS;
    }

    /** The number of the instance whose extranonce1 it is. */
    static int instanceOf(int extranonce1) {
        return extranonce1 >>> SESSION_BITS;
    }

    /** There is always a free one: connections are bounded far below 2^24. */
    synchronized int allocate() {
        int extranonce1;
        do {
            extranonce1 = instance << SESSION_BITS | (int) (first + allocated) & SESSION_MASK;
            allocated++;
        } while (takenOver.contains(extranonce1) || !inUse.add(extranonce1));
        return extranonce1;
    }

    /** Takes {@code extranonce1} where nobody ever had it in this start: an earlier start's, or another instance's. */
    synchronized boolean takeOver(int extranonce1) {
        boolean untouched = isBorrowed(extranonce1) || (extranonce1 - first & SESSION_MASK) >= allocated;
        return untouched && takenOver.size() < MAX_TAKEN_OVER && takenOver.add(extranonce1) && inUse.add(extranonce1);
    }

    boolean isBorrowed(int extranonce1) {
        return instanceOf(extranonce1) != instance;
    }

    /** Whether a session lives, or is kept, with an extranonce1 of one of these instances, ours not among them. */
    synchronized boolean hasBorrowedFrom(Set<Integer> instances) {
        return takenOver.stream()
                .anyMatch(taken -> isBorrowed(taken) && instances.contains(instanceOf(taken)) && inUse.contains(taken));
    }

    void release(int extranonce1) {
        inUse.remove(extranonce1);
    }
}
