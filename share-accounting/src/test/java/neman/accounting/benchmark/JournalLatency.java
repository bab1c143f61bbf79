package neman.accounting.benchmark;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.journal.Durability;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a share waits for the disk at a steady rate, beside the disk's own force time; {@code -Drate}, {@code -Dseconds},
 * {@code -DforceIntervalMicros}, and {@code -Djava.io.tmpdir} for the disk. Not found by the build.
 */
class JournalLatency {
    private static final int RATE = Integer.getInteger("rate", 5_000);
    private static final int SECONDS = Integer.getInteger("seconds", 10);
    private static final Duration FORCE_INTERVAL = Duration.ofNanos(
            1_000L * Long.getLong("forceIntervalMicros", JournalSettings.DEFAULT_FORCE_INTERVAL.toNanos() / 1_000));

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path directory;

    @Test
    void atASteadyRate() throws IOException, InterruptedException {
        print("disk: write 4 KiB + force", diskForces());
        JournalSettings settings = new JournalSettings(
                directory.resolve("journal"),
                Network.MAINNET,
                new InstanceIdentity(7, 1),
                FORCE_INTERVAL,
                Durability.DISK,
                JournalSettings.DEFAULT_ROLL_BYTES,
                JournalSettings.DEFAULT_QUEUE_CAPACITY);
        try (ShareJournal journal = ShareJournal.open(settings)) {
            journal.append(new Timed(new CountDownLatch(1)), BenchmarkShares.jobs(new Random(1)));
            timeShares(journal, RATE * 2);
            long[] times = timeShares(journal, RATE * SECONDS);
            print(RATE + " shares/s, force interval " + FORCE_INTERVAL.toNanos() / 1_000 + " µs", times);
        }
    }

    private long[] diskForces() throws IOException {
        long[] times = new long[2_000];
        try (FileChannel file =
                FileChannel.open(directory.resolve("disk"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < times.length; i++) {
                long start = System.nanoTime();
                file.write(ByteBuffer.allocate(4096));
                file.force(false);
                times[i] = System.nanoTime() - start;
            }
        }
        return times;
    }

    private static long[] timeShares(ShareJournal journal, int count) throws InterruptedException {
        ShareRecord[] shares = BenchmarkShares.shares(count, new Random(2));
        CountDownLatch told = new CountDownLatch(count);
        Timed[] timed = new Timed[count];
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            long due = start + i * 1_000_000_000L / RATE;
            while (due - System.nanoTime() > 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
            timed[i] = new Timed(told);
            if (!journal.append(timed[i], shares[i])) {
                throw new IllegalStateException("the journal did not take a share");
            }
        }
        told.await();
        return Arrays.stream(timed).mapToLong(share -> share.nanos).toArray();
    }

    private static void print(String what, long[] times) {
        Arrays.sort(times);
        System.out.printf(
                "%s: p50 %d, p90 %d, p99 %d, p99.9 %d, most %d µs%n",
                what,
                times[times.length / 2] / 1_000,
                times[times.length * 9 / 10] / 1_000,
                times[times.length * 99 / 100] / 1_000,
                times[(int) (times.length * 999L / 1_000)] / 1_000,
                times[times.length - 1] / 1_000);
    }

    private static final class Timed implements JournalWaiter {
        private final CountDownLatch told;
        private final long start = System.nanoTime();
        private long nanos;

        Timed(CountDownLatch told) {
            this.told = told;
        }

        @Override
        public void onDurable() {
            nanos = System.nanoTime() - start;
            told.countDown();
        }

        @Override
        public void onFailure(IOException cause) {
            throw new IllegalStateException(cause);
        }
    }
}
