package neman.accounting.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.journal.Durability;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;

/**
 * How long a share waits for its answer at a steady rate, with forces as close as they can be ({@code journal.force-interval: 0}),
 * beside the time that the disk takes for a force alone. A share that comes during a force waits for its end and for the next.
 */
final class LatencyBench {
    private static final int FORCES = 2_000;
    private static final int BLOCK_BYTES = 4_096;
    private static final long NANOS_PER_SECOND = 1_000_000_000;

    private final JournalSettings settings;
    private final BenchShares source;
    private final int rate;

    /** @param settings of a journal in a directory of its own, which is forced after the wait that they say */
    LatencyBench(JournalSettings settings, BenchShares source, int rate) {
        this.settings = settings;
        this.source = source;
        this.rate = rate;
    }

    static JournalSettings settings(JournalSettings like, Path directory) {
        return new JournalSettings(
                directory,
                like.network(),
                like.identity(),
                Duration.ZERO,
                Durability.DISK,
                JournalSettings.DEFAULT_ROLL_BYTES,
                JournalSettings.DEFAULT_QUEUE_CAPACITY);
    }

    BenchReport.Answers run(int seconds) throws IOException {
        try (ShareJournal journal = ShareJournal.open(settings)) {
            answers(journal, rate); // a second to warm up
            Percentiles disk = forces();
            return new BenchReport.Answers(rate, answers(journal, rate * seconds), disk);
        }
    }

    private Percentiles answers(ShareJournal journal, int count) throws IOException {
        CountDownLatch answered = new CountDownLatch(count);
        Timed[] timed = new Timed[count];
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Optional<JobRecord> job = source.newJob();
            if (job.isPresent()) {
                append(journal, new Timed(new CountDownLatch(1)), job.get());
            }
            ShareRecord share = source.next();
            timed[i] = new Timed(answered);
            awaitTime(began + i * NANOS_PER_SECOND / rate);
            timed[i].began = System.nanoTime();
            append(journal, timed[i], share);
        }
        await(answered);
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            if (timed[i].failure != null) {
                throw timed[i].failure;
            }
            nanos[i] = timed[i].nanos;
        }
        return Percentiles.of(nanos);
    }

    private static void append(ShareJournal journal, Timed waiter, JournalRecord record) throws IOException {
        if (!journal.append(waiter, record)) {
            throw new IOException("the journal takes no more: is the disk full?");
        }
    }

    private static void awaitTime(long nanoTime) {
        for (long left = nanoTime - System.nanoTime(); left > 0; left = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static void await(CountDownLatch answered) throws IOException {
        try {
            answered.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** As the journal does it: blocks that the file has already, one after the other. */
    private Percentiles forces() throws IOException {
        long[] nanos = new long[FORCES];
        try (FileChannel file = FileChannel.open(
                settings.directory().resolve("forces"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            ByteBuffer room = ByteBuffer.allocate(FORCES * BLOCK_BYTES);
            while (room.hasRemaining()) {
                file.write(room);
            }
            file.force(true);
            ByteBuffer block = ByteBuffer.allocateDirect(BLOCK_BYTES);
            for (int i = 0; i < FORCES; i++) {
                block.clear();
                long began = System.nanoTime();
                file.write(block, (long) i * BLOCK_BYTES);
                file.force(false);
                nanos[i] = System.nanoTime() - began;
            }
        }
        return Percentiles.of(nanos);
    }

    /** From the append to the answer. Written by the appending thread, then by the journal's. */
    private static final class Timed implements JournalWaiter {
        private final CountDownLatch answered;
        private volatile long began;
        private long nanos;
        private IOException failure;

        Timed(CountDownLatch answered) {
            this.answered = answered;
        }

        @Override
        public void onDurable() {
            nanos = System.nanoTime() - began;
            answered.countDown();
        }

        @Override
        public void onFailure(IOException cause) {
            failure = cause;
            answered.countDown();
        }
    }
}
