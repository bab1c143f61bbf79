package neman.accounting.recovery;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.ShareShipper;
import neman.bitcoin.Network;

/**
 * Puts exported shares and blocks back that no segment holds. They go the way of all shares, through a journal and an instance
 * number of their own, and get numbers behind those that are given: a running accountant counts them.
 *
 * <p>Idempotent: a header is counted once. What an import that was cut off has journaled is counted first; then the segments
 * say what is still missing. One import at a time in the whole pool: {@link ImportClaim}.
 */
public final class JournalImport {
    static final String JOURNAL = "journal";

    private static final long POLL_NANOS = 20_000_000;

    /**
     * @param imported shares and blocks that are counted now
     * @param counted that were counted before
     * @param notYet behind the accountant's place in their instance's journal: they still come by themselves, or can be
     *     imported once it is past them
     * @param tooOld whose segments are dropped, so that nobody can say whether they are counted
     * @param withoutJob whose job neither the export nor the pool has, so that nobody can say whether they are work
     */
    public record Report(int imported, int counted, int notYet, int tooOld, int withoutJob) {}

    private final DataSource database;
    private final RedisLink redis;
    private final Network network;
    private final Path directory;
    private final Duration patience;
    private final Consumer<String> progress;

    /**
     * @param directory the same for each import of this data directory; created where missing
     * @param patience how long the accountant is waited for without any step forward
     * @param progress told in a line each what takes long
     */
    public JournalImport(
            DataSource database,
            RedisLink redis,
            Network network,
            Path directory,
            Duration patience,
            Consumer<String> progress) {
        this.database = database;
        this.redis = redis;
        this.network = network;
        this.directory = directory;
        this.patience = patience;
        this.progress = progress;
    }

    /** @throws IOException with one line for the operator; what was journaled until then is counted by the next import */
    public Report run(BufferedReader export) throws IOException {
        progress.accept("checking the work of each share");
        LostShares lost = LostShares.read(export, this::knownJob);
        Files.createDirectories(directory);
        try (FileChannel file = FileChannel.open(
                        directory.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.tryLock()) {
            if (lock == null) {
                throw new IOException("another import runs in " + directory);
            }
            return run(lost);
        } catch (SQLException e) {
            throw new IOException("PostgreSQL failed: " + e.getMessage(), e);
        }
    }

    private Report run(LostShares lost) throws IOException, SQLException {
        if (lost.shares.isEmpty() && lost.blocks.isEmpty()) {
            return new Report(0, 0, 0, 0, lost.withoutJob());
        }
        compare(lost, Comparison::requireTheSameJobs);
        InstanceRegistry registry = new InstanceRegistry(database);
        InstanceIdentity identity = registry.claim(directory);
        registry.markStopped(identity); // no barrier waits for it; its stream is read to its end all the same
        ImportClaim claim = new ImportClaim(database, identity.number(), directory);
        claim.take();
        Report report = putBack(lost, identity);
        claim.giveBack();
        return report;
    }

    private Report putBack(LostShares lost, InstanceIdentity identity) throws IOException, SQLException {
        JournalSettings settings = JournalSettings.of(directory.resolve(JOURNAL), network, identity);
        try (ShareJournal journal = ShareJournal.open(settings);
                ShareShipper shipper = new ShareShipper(journal, redis)) {
            shipper.start();
            Appending appending = new Appending(journal);
            progress.accept("waiting for the accountant");
            // Behind all that an earlier import left here, this job is read last.
            awaitCounted(appending.appendAlone(anyJob(lost)), identity);
            progress.accept("comparing with the segments");
            Comparison comparison = compare(lost, Comparison::removeAllButLost);
            JournalPosition end = appending.append(lost);
            progress.accept("waiting for the accountant to count " + lost.shares.size() + " shares");
            awaitCounted(end, identity);
            int imported = lost.shares.size() + lost.blocks.size();
            return new Report(
                    imported, comparison.counted(), comparison.notYet(), comparison.tooOld(), lost.withoutJob());
        }
    }

    private Optional<JobRecord> knownJob(long jobId) {
        try (Connection connection = database.getConnection()) {
            return new SegmentArchive(connection).findJob(jobId);
        } catch (SQLException e) {
            throw new IllegalArgumentException(
                    "its job is not in the export, and PostgreSQL failed: " + e.getMessage(), e);
        }
    }

    private static JobRecord anyJob(LostShares lost) {
        return lost.jobs.values().iterator().next();
    }

    private interface Step {
        void take(Comparison comparison) throws SQLException;
    }

    private Comparison compare(LostShares lost, Step step) throws IOException, SQLException {
        try {
            return Transactions.<Comparison, IllegalArgumentException>call(database, transaction -> {
                Comparison comparison = new Comparison(transaction, lost);
                step.take(comparison);
                return comparison;
            });
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private void awaitCounted(JournalPosition wanted, InstanceIdentity identity) throws IOException, SQLException {
        JournalPosition last = JournalPosition.START;
        long movedNanos = System.nanoTime();
        while (last.compareTo(wanted) < 0) {
            if (System.nanoTime() - movedNanos > patience.toNanos()) {
                throw new IOException(
                        "no accountant counts shares; start the pool and import again: what is journaled in "
                                + directory + " is not lost");
            }
            LockSupport.parkNanos(POLL_NANOS);
            JournalPosition now = cursor(identity.number());
            if (now.compareTo(last) > 0) {
                last = now;
                movedNanos = System.nanoTime();
            }
        }
    }

    private JournalPosition cursor(int instance) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Comparison.cursors(connection).getOrDefault(instance, JournalPosition.START);
        }
    }
}
