package neman.stratum.job;

import java.util.concurrent.atomic.AtomicInteger;
import neman.accounting.journal.InstanceIdentity;

/**
 * Gives out job ids that no other instance and no other start gives out: instance number 8 bits, start counter 24 bits, job
 * counter 28 bits, and 4 bits that are zero in the id of the job and count the times that it was sent again to one session.
 *
 * <p>A job is sent again under another id when a session's difficulty changes: firmware applies a difficulty with the next
 * job only, and drops a job whose id it knows.
 */
public final class JobNumbers {
    private static final int VARIANT_BITS = 4;
    private static final int MAX_VARIANT = (1 << VARIANT_BITS) - 1;
    private static final int COUNTER_MASK = (1 << 28) - 1;

    private final long prefix;
    private final AtomicInteger counter = new AtomicInteger();

    public JobNumbers(InstanceIdentity identity) {
        this.prefix = (long) identity.number() << 56 | (identity.startCounter() & 0xffffffL) << 32;
    }

    /** Never 0: the counter starts at 1. */
    long next() {
        return prefix | (counter.incrementAndGet() & COUNTER_MASK) * (1L << VARIANT_BITS);
    }

    /** The id of the job whose variant {@code sentId} is. */
    public static long jobOf(long sentId) {
        return sentId & ~(long) MAX_VARIANT;
    }

    /** 0 … 15. */
    public static int variantOf(long sentId) {
        return (int) sentId & MAX_VARIANT;
    }

    /** Whether the job can be sent once more after the variant {@code sentId}. */
    public static boolean hasNextVariant(long sentId) {
        return variantOf(sentId) < MAX_VARIANT;
    }
}
