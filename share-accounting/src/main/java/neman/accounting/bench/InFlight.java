package neman.accounting.bench;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.journal.JournalWaiter;

/** Counts appends without an answer, so that the journal's queue is kept busy and never full. One thread appends. */
final class InFlight implements JournalWaiter {
    private static final long LOOK_AGAIN_NANOS = 50_000;

    private final int most;
    private final AtomicLong answered = new AtomicLong();
    private volatile IOException failure;
    private long appended;

    InFlight(int most) {
        this.most = most;
    }

    /** @throws IOException where an append failed */
    void awaitRoomFor(int count) throws IOException {
        await(most - count);
        appended += count;
    }

    void awaitNone() throws IOException {
        await(0);
    }

    private void await(int left) throws IOException {
        while (appended - answered.get() > left) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void onDurable() {
        answered.incrementAndGet();
    }

    @Override
    public void onFailure(IOException cause) {
        failure = cause;
        answered.incrementAndGet();
    }
}
