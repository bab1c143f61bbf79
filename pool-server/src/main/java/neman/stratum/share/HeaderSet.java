package neman.stratum.share;

import java.util.Arrays;

/**
 * The headers that were credited on one job to one session, by eight bytes of their hash: two different headers agree in those
 * with a probability of 2^-64, and the miner then loses one share. A growing open-addressed table, because most sessions find a
 * handful of shares a job.
 *
 * <p>By the header, never by the text of a submit: the case of a digit or a missing zero makes no new share.
 */
public final class HeaderSet {
    /** At this many, nothing more is taken. */
    public static final int MAX_HEADERS = 1 << 15;

    private long[] slots = new long[8];
    private int size;
    private boolean holdsZero;

    public boolean contains(long fingerprint) {
        return fingerprint == 0 ? holdsZero : slots[slotOf(slots, fingerprint)] == fingerprint;
    }

    public boolean isFull() {
        return size >= MAX_HEADERS;
    }

    public void add(long fingerprint) {
        if (fingerprint == 0) {
            holdsZero = true;
            return;
        }
        if (2 * (size + 1) > slots.length) {
            grow();
        }
        int slot = slotOf(slots, fingerprint);
        size += slots[slot] == fingerprint ? 0 : 1;
        slots[slot] = fingerprint;
    }

    /** Forgets {@code fingerprint}, so that the same share can be sent again. Rare, so it rebuilds the table. */
    public void remove(long fingerprint) {
        holdsZero &= fingerprint != 0;
        if (fingerprint != 0 && contains(fingerprint)) {
            long[] kept = slots.clone();
            kept[slotOf(kept, fingerprint)] = 0;
            size--;
            slots = rehash(kept, slots.length);
        }
    }

    private void grow() {
        slots = rehash(slots, 2 * slots.length);
    }

    private static long[] rehash(long[] from, int length) {
        long[] into = new long[length];
        Arrays.stream(from).filter(value -> value != 0).forEach(value -> into[slotOf(into, value)] = value);
        return into;
    }

    /** Where {@code fingerprint} stands or would stand; hashes need no further mixing. */
    private static int slotOf(long[] slots, long fingerprint) {
        int mask = slots.length - 1;
        int slot = (int) fingerprint & mask;
        while (slots[slot] != 0 && slots[slot] != fingerprint) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }
}
