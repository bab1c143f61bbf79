package neman.accounting.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import neman.accounting.journal.Durability;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Network;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * One share into the journal: for the event loop that hands it over, and the whole way until its waiter is told, written but not
 * forced. In memory where the machine has {@code /dev/shm}, so that the disk's writing back does not disturb.
 */
@State(Scope.Benchmark)
public class JournalAppendBenchmark {
    private static final int SHARES = 1 << 14;

    private final ShareRecord[] shares = BenchmarkShares.shares(SHARES, new Random(1));
    private Path directory;
    private ShareJournal journal;
    private long appended;
    private volatile long told;

    private final JournalWaiter waiter = new JournalWaiter() {
        @Override
        public void onDurable() {
            told = told + 1; // the journal's one writer thread
        }

        @Override
        public void onFailure(IOException cause) {
            throw new IllegalStateException(cause);
        }
    };

    @Setup(Level.Iteration)
    public void open() throws IOException {
        Path memory = Path.of("/dev/shm");
        directory = Files.isWritable(memory)
                ? Files.createTempDirectory(memory, "journal-benchmark")
                : Files.createTempDirectory("journal-benchmark");
        journal = ShareJournal.open(new JournalSettings(
                directory,
                Network.MAINNET,
                new InstanceIdentity(7, 1),
                Duration.ZERO,
                Durability.PROCESS,
                JournalSettings.DEFAULT_ROLL_BYTES,
                1 << 15));
        journal.append(waiter, BenchmarkShares.jobs(new Random(1)));
        appended++;
        awaitAll();
    }

    /** Also empties the queue between invocations of {@link #handOver}. */
    @Setup(Level.Invocation)
    public void awaitAll() {
        while (told < appended) {
            Thread.onSpinWait();
        }
    }

    @Benchmark
    @OperationsPerInvocation(SHARES)
    public void handOver() {
        appendAll();
    }

    @Benchmark
    @OperationsPerInvocation(SHARES)
    public void untilWritten() {
        appendAll();
        awaitAll();
    }

    private void appendAll() {
        for (ShareRecord share : shares) {
            while (!journal.append(waiter, share)) {
                Thread.onSpinWait();
            }
        }
        appended += SHARES;
    }

    @TearDown(Level.Iteration)
    public void close() throws IOException {
        awaitAll();
        journal.close();
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : (Iterable<Path>) tree.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(path);
            }
        }
    }
}
