package neman.accounting.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.journal.JournalWaiter;

/**
 * The least that a program can do which forces each share: a thread that writes and forces what came, and tells. What the
 * journal adds is told apart by it from what the disk takes at that rate, and the machine to wake threads so often.
 */
final class BareForces implements AutoCloseable {
    private static final int SHARE_BYTES = 145;
    private static final int BLOCK_BYTES = 1 << 16;

    private final FileChannel file;
    private final ByteBuffer zeros = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final JournalWaiter[] waiters;
    private final Thread thread = new Thread(this::run, "bare-forces");
    private volatile int taken;

    /** @param count of the shares that will come */
    BareForces(Path path, int count) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        waiters = new JournalWaiter[count];
        prepare(file, (long) count * SHARE_BYTES);
        thread.start();
    }

    /** Gives the file its blocks, as the journal does ahead of its records. */
    static void prepare(FileChannel file, long bytes) throws IOException {
        for (long at = 0; at < bytes; at += BLOCK_BYTES) {
            file.write(ByteBuffer.allocate(BLOCK_BYTES), at);
        }
        file.force(true);
    }

    /** One thread's. */
    void take(JournalWaiter waiter) {
        waiters[taken] = waiter;
        taken = taken + 1;
        LockSupport.unpark(thread);
    }

    private void run() {
        int told = 0;
        while (told < waiters.length) {
            int end = Math.min(taken, told + BLOCK_BYTES / SHARE_BYTES);
            if (end == told) {
                LockSupport.park(this);
            } else {
                force(told, end);
                told = end;
            }
        }
    }

    private void force(int from, int to) {
        try {
            file.write(zeros.clear().limit((to - from) * SHARE_BYTES), (long) from * SHARE_BYTES);
            file.force(false);
            for (int i = from; i < to; i++) {
                waiters[i].onDurable();
            }
        } catch (IOException e) {
            for (int i = from; i < to; i++) {
                waiters[i].onFailure(e);
            }
        }
    }

    /** When all have come and been told. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
