package neman.stratum.server;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Forces what a journal holds a few hundred times a second and no oftener, so that a closed loop is as slow on every machine.
 * It waits for a full house, or for a second where that does not come.
 */
final class SlowDisk implements AutoCloseable {
    private static final long FORCE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final int PATIENCE_FORCES = 200;

    private final MemoryJournal journal;
    private final int fullHouse;
    private final Thread thread = new Thread(this::run, "slow-disk");
    private volatile boolean closed;
    private volatile int mostHeld;

    SlowDisk(MemoryJournal journal, int fullHouse) {
        this.journal = journal;
        this.fullHouse = fullHouse;
        thread.start();
    }

    /** The most shares that ever waited at once. */
    int mostHeld() {
        return mostHeld;
    }

    private void run() {
        int waited = 0;
        while (!closed) {
            LockSupport.parkNanos(FORCE_NANOS);
            int held = journal.heldCount();
            mostHeld = Math.max(mostHeld, held);
            waited++;
            if (held >= fullHouse || waited == PATIENCE_FORCES) {
                journal.forceHeld();
                waited = 0;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        Await.until("the disk has stopped", () -> !thread.isAlive());
    }
}
