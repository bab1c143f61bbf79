package neman.accounting.journal;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What event loops hand to the writer: bounded, many producers, one consumer, no lock and no allocation.
 *
 * <p>Dmitry Vyukov's bounded queue: each slot has a turn number that says whether it is free for the n-th producer or full
 * for the n-th consumer.
 */
final class SubmissionQueue {
    interface Sink {
        void accept(JournalWaiter waiter, JournalRecord first, JournalRecord[] others);
    }

    private final int mask;
    private final AtomicLongArray turns;
    private final JournalWaiter[] waiters;
    private final JournalRecord[] firsts;
    private final JournalRecord[][] others;
    private final AtomicLong tail = new AtomicLong();
    private long head; // the consumer's

    /** @param capacity a power of two */
    SubmissionQueue(int capacity) {
        mask = capacity - 1;
        turns = new AtomicLongArray(capacity);
        for (int i = 0; i < capacity; i++) {
            turns.set(i, i);
        }
        waiters = new JournalWaiter[capacity];
        firsts = new JournalRecord[capacity];
        others = new JournalRecord[capacity][];
    }

    /** Any thread. Returns false where the queue is full. */
    boolean offer(JournalWaiter waiter, JournalRecord first, JournalRecord[] otherRecords) {
        while (true) {
            long turn = tail.get();
            int slot = (int) turn & mask;
            long ahead = turns.get(slot) - turn;
            if (ahead < 0) {
                return false;
            }
            if (ahead == 0 && tail.compareAndSet(turn, turn + 1)) {
                waiters[slot] = waiter;
                firsts[slot] = first;
                others[slot] = otherRecords;
                turns.set(slot, turn + 1);
                return true;
            }
        }
    }

    /** The consumer only. Returns false where nothing waits. */
    boolean poll(Sink sink) {
        int slot = (int) head & mask;
        if (isEmpty()) {
            return false;
        }
        JournalWaiter waiter = waiters[slot];
        JournalRecord first = firsts[slot];
        JournalRecord[] otherRecords = others[slot];
        waiters[slot] = null;
        firsts[slot] = null;
        others[slot] = null;
        turns.set(slot, head + mask + 1);
        head++;
        sink.accept(waiter, first, otherRecords);
        return true;
    }

    /** The consumer only. */
    boolean isEmpty() {
        return turns.get((int) head & mask) != head + 1;
    }
}
