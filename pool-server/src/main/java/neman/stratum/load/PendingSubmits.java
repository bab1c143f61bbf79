package neman.stratum.load;

import java.util.Arrays;

/**
 * When the submits without an answer were due, by their ids, which count up. Bounded: a connection whose oldest answer is
 * missing for {@link LoadSettings#MAX_OUTSTANDING} submits can send no more.
 */
final class PendingSubmits {
    static final long UNKNOWN = Long.MIN_VALUE;

    private long[] due = new long[4];
    private long nextId;
    private int waiting;

    PendingSubmits(long firstId) {
        nextId = firstId;
        Arrays.fill(due, UNKNOWN);
    }

    int waiting() {
        return waiting;
    }

    boolean isFull() {
        return due.length >= LoadSettings.MAX_OUTSTANDING && slotIsTaken(nextId);
    }

    /** Returns the id to send; {@link #isFull} must have said no. */
    long add(long dueNanos) {
        while (slotIsTaken(nextId)) {
            grow();
        }
        due[slot(nextId)] = dueNanos;
        waiting++;
        return nextId++;
    }

    /** When the submit with this id was due; {@link #UNKNOWN} where none waits under it. */
    long remove(long id) {
        boolean known = id < nextId && id >= nextId - due.length;
        long dueNanos = known ? due[slot(id)] : UNKNOWN;
        if (dueNanos != UNKNOWN) {
            due[slot(id)] = UNKNOWN;
            waiting--;
        }
        return dueNanos;
    }

    private boolean slotIsTaken(long id) {
        return due[slot(id)] != UNKNOWN;
    }

    private void grow() {
        long[] before = due;
        due = new long[2 * before.length];
        Arrays.fill(due, UNKNOWN);
        for (long id = nextId - before.length; id < nextId; id++) {
            due[slot(id)] = before[(int) Math.floorMod(id, (long) before.length)];
        }
    }

    private int slot(long id) {
        return (int) id & (due.length - 1);
    }
}
