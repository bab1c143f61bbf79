package neman.accounting.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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
 * How long a share waits for its answer at a steady rate, with forces as close as they can be ({@code journal.force-interval: 0}).
 * A share that comes during a force waits for its end and for the next.
 *
 * <p>Beside it, second by second in turn so that both meet the same machine: {@link BareForces} at the same rate. And once
 * the time that the disk takes for a force when nothing else happens.
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
            answerFromJournal(journal, new long[rate], 0); // a second of each to warm up
            answerFromBareForces(new long[rate], 0);
            Percentiles alone = forces();
            long[] answers = new long[rate * seconds];
            long[] bare = new long[rate * seconds];
            for (int second = 0; second < seconds; second++) {
                answerFromBareForces(bare, second * rate);
                answerFromJournal(journal, answers, second * rate);
            }
            return new BenchReport.Answers(rate, Percentiles.of(answers), Percentiles.of(bare), alone);
        }
    }

    /** Where shares are handed over, by one thread. */
    private interface Desk {
        /** What is not measured: makes the next share. */
        void prepare() throws IOException;

        void take(Timed waiter) throws IOException;
    }

    private void answerFromJournal(ShareJournal journal, long[] nanos, int from) throws IOException {
        answer(
                new Desk() {
                    private ShareRecord share;

                    @Override
                    public void prepare() throws IOException {
                        Optional<JobRecord> job = source.newJob();
                        if (job.isPresent()) {
                            append(journal, new Timed(new CountDownLatch(1)), job.get());
                        }
                        share = source.next();
                    }

                    @Override
                    public void take(Timed waiter) throws IOException {
                        append(journal, waiter, share);
                    }
                },
                nanos,
                from);
    }

    private void answerFromBareForces(long[] nanos, int from) throws IOException {
        Path path = settings.directory().resolve("bare-forces");
        try (BareForces bare = new BareForces(path, rate)) {
            answer(
                    new Desk() {
                        @Override
                        public void prepare() {
                            // A share is nothing but its bytes here.
                        }

                        @Override
                        public void take(Timed waiter) {
                            bare.take(waiter);
                        }
                    },
                    nanos,
                    from);
        } finally {
            Files.deleteIfExists(path);
        }
    }

    /** For a second. @param nanos gets the times from {@code from} on */
    private void answer(Desk desk, long[] nanos, int from) throws IOException {
        CountDownLatch answered = new CountDownLatch(rate);
        Timed[] timed = new Timed[rate];
        long began = System.nanoTime();
        for (int i = 0; i < rate; i++) {
            desk.prepare();
            timed[i] = new Timed(answered);
            awaitTime(began + i * NANOS_PER_SECOND / rate);
            timed[i].began = System.nanoTime();
            desk.take(timed[i]);
        }
        await(answered);
        for (int i = 0; i < rate; i++) {
            if (timed[i].failure != null) {
                throw timed[i].failure;
            }
            nanos[from + i] = timed[i].nanos;
        }
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

    /** One after the other, each of a block that the file has already. */
    private Percentiles forces() throws IOException {
        long[] nanos = new long[FORCES];
        try (FileChannel file = FileChannel.open(
                settings.directory().resolve("forces"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            BareForces.prepare(file, (long) FORCES * BLOCK_BYTES);
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

    /** From the append to the answer. Written by the appending thread, then by the one that forces. */
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
