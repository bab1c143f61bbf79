package neman.stratum.session;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * extranonce1: instance number in the highest byte, 24 bits of session number below, never the same for two live sessions.
 * Any thread.
 *
 * <p>A number is given again only after the 16 million others were tried, which no job outlives.
 */
public final class ExtranonceAllocator {
    private static final int SESSION_MASK = 0xffffff;

    private final int instanceBits;
    private final Set<Integer> inUse = ConcurrentHashMap.newKeySet();
    private int last;

    /** @param instanceNumber 0 … 255 */
    public ExtranonceAllocator(int instanceNumber) {
        this.instanceBits = instanceNumber << 24;
    }

    /** There is always a free one: connections are bounded far below 2^24. */
    public synchronized int allocate() {
        do {
            last = (last + 1) & SESSION_MASK;
        } while (!inUse.add(last));
        return instanceBits | last;
    }

    public void release(int extranonce1) {
        inUse.remove(extranonce1 & SESSION_MASK);
    }
}
