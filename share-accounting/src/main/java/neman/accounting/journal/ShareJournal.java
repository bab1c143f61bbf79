package neman.accounting.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The journal of one stratum instance: an acknowledged share is on disk.
 *
 * <p>Event loops hand records to one writer thread through a bounded queue and go on. The writer takes all that waits,
 * encodes it, writes it, forces it once and then tells every waiter: one force serves all shares of a force interval. It
 * encodes there and not on the caller's thread so that event loops neither compute checksums nor share a buffer. An idle
 * journal commits at once; the interval only keeps forces apart.
 *
 * <p>After a failed write or force nothing is known of the bytes since the last force, so the file is given up: its waiters
 * are told, {@link #isReady} turns false, appends are refused, and a new file is tried, at most one a second. The new file's
 * header says where the given-up one ends. So a full disk stops shares until there is room for {@link JournalFile#FILL_BYTES}.
 *
 * <p>Every start and every {@code rollBytes} begin a new file; a job that a share names is written again into each file.
 */
public final class ShareJournal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShareJournal.class);
    private static final JournalRecord[] NO_OTHERS = {};
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LOG_AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);
    /** A disk with less room for further files is told of, once for each file. */
    private static final long LITTLE_ROOM_BYTES = 1L << 30;

    private final JournalSettings settings;
    private final JournalDirectory directory;
    private final JournalChannel.Opener opener;
    private final SubmissionQueue queue;
    private final GroupEncoder encoder = new GroupEncoder();
    private final List<JournalWaiter> group = new ArrayList<>();
    private final SubmissionQueue.Sink addToGroup = this::addToGroup;
    private final Thread writer;

    private volatile boolean ready;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile boolean parked;
    private volatile JournalPosition durable;

    // The writer's own.
    private JournalFile file;
    private long lastJournal;
    private long rollAtBytes;
    private long nextForceNanos = System.nanoTime();
    private long nextAttemptNanos;
    private long nextLogNanos;
    private IOException failure;

    private ShareJournal(JournalSettings settings, JournalChannel.Opener opener) throws IOException {
        this.settings = settings;
        this.opener = opener;
        Files.createDirectories(settings.directory());
        directory = new JournalDirectory(settings.directory());
        queue = new SubmissionQueue(settings.queueCapacity());
        durable = new JournalRecovery(directory, settings).recover();
        lastJournal = Math.max(
                durable.journal(),
                JournalPosition.journalNumber(settings.identity().startCounter(), 0));
        openNextFile();
        writer = new Thread(this::run, "share-journal-" + settings.identity().number());
    }

    /**
     * Recovers what a crash left and begins a new file.
     *
     * @throws CorruptJournalException where durable records of the last file are damaged
     * @throws IOException also where the directory cannot be written, or belongs to another instance or network
     */
    public static ShareJournal open(JournalSettings settings) throws IOException {
        return open(settings, DiskChannel::create);
    }

    static ShareJournal open(JournalSettings settings, JournalChannel.Opener opener) throws IOException {
        ShareJournal journal = new ShareJournal(settings, opener);
        journal.writer.start();
        return journal;
    }

    /**
     * Hands over records that stay together and in order, behind all that this thread appended before. Never blocks. A job
     * must be appended before, or together with, its first share; a job that was accepted here is kept for later files
     * even where its own append then fails.
     *
     * @param waiter told once, on the writer thread, also when the journal is closed
     * @param records at least one
     * @return false, and {@code waiter} is never told, where the queue is full, the disk failed or the journal is closed
     */
    public boolean append(JournalWaiter waiter, JournalRecord... records) {
        boolean alone = records.length == 1;
        return append(waiter, records[0], alone ? NO_OTHERS : Arrays.copyOfRange(records, 1, records.length));
    }

    /** The same for one record, without an allocation. */
    public boolean append(JournalWaiter waiter, JournalRecord record) {
        return append(waiter, record, NO_OTHERS);
    }

    /** The same for a record and those that stay behind it; without an allocation where there are none. */
    public boolean append(JournalWaiter waiter, JournalRecord first, List<JournalRecord> behind) {
        return append(waiter, first, behind.isEmpty() ? NO_OTHERS : behind.toArray(NO_OTHERS));
    }

    private boolean append(JournalWaiter waiter, JournalRecord first, JournalRecord[] others) {
        if (closing || !ready && !areJobs(first, others) || !queue.offer(waiter, first, others)) {
            return false;
        }
        if (parked) {
            parked = false;
            LockSupport.unpark(writer);
        }
        if (ended) {
            refuseLeftovers();
        }
        return true;
    }

    private static boolean areJobs(JournalRecord first, JournalRecord[] others) {
        return first instanceof JobRecord && Arrays.stream(others).allMatch(JobRecord.class::isInstance);
    }

    /** False between a failed write or force and the next file. */
    public boolean isReady() {
        return ready;
    }

    /** What stands before this can be read and will never be taken back. */
    public JournalPosition durablePosition() {
        return durable;
    }

    public JournalSettings settings() {
        return settings;
    }

    /** Writes and forces what was appended, tells its waiters, and ends the writer. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(writer);
        boolean interrupted = false;
        while (writer.isAlive()) {
            try {
                writer.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            writeUntilClosed();
        } finally {
            ready = false;
            closing = true;
            ended = true;
            refuseLeftovers();
        }
    }

    private void writeUntilClosed() {
        while (!closing || !queue.isEmpty()) {
            awaitWork();
            awaitForceInterval();
            if (file == null && System.nanoTime() - nextAttemptNanos >= 0) {
                tryNextFile();
            }
            commitGroup();
            if (file != null && file.end().offset() >= rollAtBytes) {
                roll();
            }
        }
        closeFile();
    }

    private void awaitWork() {
        parked = true;
        if (queue.isEmpty() && !closing) {
            if (file == null) {
                LockSupport.parkNanos(this, Math.max(1, nextAttemptNanos - System.nanoTime()));
            } else {
                LockSupport.park(this);
            }
        }
        parked = false;
    }

    private void awaitForceInterval() {
        long left = nextForceNanos - System.nanoTime();
        while (left > 0 && !closing) {
            LockSupport.parkNanos(this, left);
            left = nextForceNanos - System.nanoTime();
        }
    }

    private void commitGroup() {
        encoder.clear();
        group.clear();
        while (!encoder.isFull() && queue.poll(addToGroup)) {
            continue;
        }
        if (encoder.isEmpty()) {
            group.forEach(this::tellDurable);
            return;
        }
        nextForceNanos = System.nanoTime() + settings.forceInterval().toNanos();
        try {
            file.write(encoder.group());
            if (settings.durability() == Durability.DISK) {
                file.force();
            }
        } catch (IOException e) {
            giveUpFile(e);
            group.forEach(waiter -> tellFailure(waiter, e));
            return;
        }
        durable = file.end();
        group.forEach(this::tellDurable);
    }

    private void addToGroup(JournalWaiter waiter, JournalRecord first, JournalRecord[] others) {
        if (file == null) {
            encoder.retainJob(first);
            Arrays.stream(others).forEach(encoder::retainJob);
            tellFailure(waiter, failure);
            return;
        }
        try {
            encoder.add(first, others, file);
            group.add(waiter);
        } catch (IllegalArgumentException e) {
            LOG.error("share journal refused an append: {}", e.getMessage());
            tellFailure(waiter, new IOException(e.getMessage(), e));
        }
    }

    private void tellDurable(JournalWaiter waiter) {
        try {
            waiter.onDurable();
        } catch (RuntimeException e) {
            LOG.error("a journal waiter failed", e);
        }
    }

    private void tellFailure(JournalWaiter waiter, IOException cause) {
        try {
            waiter.onFailure(cause);
        } catch (RuntimeException e) {
            LOG.error("a journal waiter failed", e);
        }
    }

    private void giveUpFile(IOException cause) {
        ready = false;
        failure = cause;
        LOG.error(
                "event=journal-not-written journal {} cannot be written, shares are refused until a new file works: {}; "
                        + "make room on the disk of {}, or look at the disk itself",
                durable,
                cause.toString(),
                settings.directory());
        closeFile();
        file = null;
        nextLogNanos = System.nanoTime() + LOG_AGAIN_NANOS;
    }

    private void closeFile() {
        if (file == null) {
            return;
        }
        try {
            try {
                if (settings.durability() == Durability.PROCESS && ready) {
                    file.force();
                }
            } finally {
                file.closeAt(durable.offset());
            }
        } catch (IOException e) {
            LOG.warn("journal {} could not be closed cleanly: {}", durable, e.toString());
        }
    }

    private void tryNextFile() {
        try {
            openNextFile();
            LOG.info("event=journal-written-again journal {} works", durable);
        } catch (IOException e) {
            failure = e;
            if (System.nanoTime() - nextLogNanos >= 0) {
                nextLogNanos = System.nanoTime() + LOG_AGAIN_NANOS;
                LOG.error("event=journal-not-written still no new journal file, shares are refused: {}", e.toString());
            }
        }
    }

    /** A full file goes on being written where its successor cannot be created. */
    private void roll() {
        JournalFile full = file;
        try {
            if (settings.durability() == Durability.PROCESS) {
                full.force();
            }
            openNextFile();
            full.close();
        } catch (IOException e) {
            rollAtBytes += settings.rollBytes() / 8;
            LOG.warn("journal {} could not be ended, it goes on: {}", durable, e.toString());
        }
    }

    private void openNextFile() throws IOException {
        nextAttemptNanos = System.nanoTime() + RETRY_NANOS;
        long journal = lastJournal + 1;
        lastJournal = journal; // a number whose file failed is never used again
        JournalFileHeader header = new JournalFileHeader(settings.network(), settings.identity(), journal, durable);
        file = JournalFile.create(directory, opener, header);
        rollAtBytes = settings.rollBytes();
        durable = file.end();
        ready = true;
        warnOfLittleRoom();
    }

    private void warnOfLittleRoom() {
        long freeBytes = settings.directory().toFile().getUsableSpace();
        if (freeBytes < LITTLE_ROOM_BYTES) {
            LOG.warn(
                    "event=disk-nearly-full directory={} free-mib={} remedy=\"make room: on a full disk no share is accepted\"",
                    settings.directory(),
                    freeBytes >> 20);
        }
    }

    private synchronized void refuseLeftovers() {
        IOException closed = new IOException("the share journal is closed");
        while (queue.poll((waiter, first, others) -> tellFailure(waiter, closed))) {
            continue;
        }
    }
}
