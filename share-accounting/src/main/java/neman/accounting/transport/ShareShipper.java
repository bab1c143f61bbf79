package neman.accounting.transport;

import io.lettuce.core.RedisException;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.journal.BarrierRecord;
import neman.accounting.journal.CorruptJournalException;
import neman.accounting.journal.JournalBatch;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.JournalReader;
import neman.accounting.journal.JournalRetention;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.bitcoin.Hash256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one instance's journal to its stream in Redis, on a thread of its own, behind the journal's durable position.
 *
 * <p>Redis may be away for hours: the shares wait in the journal. After it comes back the stream's last id says where to go
 * on; where the stream is gone or older than what the intake has committed, it is built again from the intake's cursor. The
 * intake drops what it has seen, so shipping twice is harmless. While the stream is full the shipper waits: it never
 * trims what the intake may need.
 *
 * <p>It also sees the blocks that wait for this instance's barrier, and journals one, and deletes files that are long
 * committed.
 */
public final class ShareShipper implements AutoCloseable {
    /** Entries that the intake has not committed; with {@link #BATCH_BYTES} at most 64 MiB in Redis for each instance. */
    public static final int STREAM_ENTRIES_MAX = 256;

    /** About 4,000 shares: behind a pause each command costs Redis more than its bytes do. */
    static final int BATCH_BYTES = 1 << 18;

    private static final Logger LOG = LoggerFactory.getLogger(ShareShipper.class);
    private static final Duration IDLE = Duration.ofMillis(50);
    private static final Duration RETENTION_INTERVAL = Duration.ofHours(1);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(500);

    private final ShareJournal journal;
    private final ShareStream stream;
    private final JournalRetention retention;
    private final Duration cursorWait;
    private final Thread thread;
    private final Set<Hash256> barriersWritten = ConcurrentHashMap.newKeySet();
    private final LagMeter shipping = new LagMeter(System::nanoTime);
    private final LagMeter counting = new LagMeter(System::nanoTime);
    private volatile boolean closing;
    private volatile boolean failing;
    private volatile JournalPosition shippedTo = JournalPosition.START;
    private volatile JournalPosition countedTo = JournalPosition.START;
    private volatile String damage = "";

    // The thread's own. The reader is null until it is known where to go on.
    private JournalReader reader;
    private JournalBatch unsent;
    private JournalPosition streamEnd = JournalPosition.START;
    private Long askedCursorNanos;
    private long nextRetentionNanos = System.nanoTime();

    /** @param redis not closed by this */
    public ShareShipper(ShareJournal journal, RedisLink redis) {
        this(journal, redis, STREAM_ENTRIES_MAX, Duration.ofSeconds(10));
    }

    /** @param cursorWait how long an intake is waited for before all that is on disk is shipped */
    ShareShipper(ShareJournal journal, RedisLink redis, int entriesMax, Duration cursorWait) {
        this.journal = journal;
        this.cursorWait = cursorWait;
        int instance = journal.settings().identity().number();
        stream = new ShareStream(redis, new RedisKeys(journal.settings().network()), instance, entriesMax);
        retention = new JournalRetention(journal.settings().directory(), InstantSource.system());
        thread = new Thread(this::run, "share-shipper-" + instance);
    }

    public void start() {
        thread.start();
    }

    /** False while Redis is away: shares wait in the journal. */
    public boolean isConnected() {
        return !failing;
    }

    /** What is wrong with the journal itself: shares behind it are not counted until it is dealt with. */
    public Optional<String> damage() {
        return Optional.of(damage).filter(text -> !text.isEmpty());
    }

    /** For how long something has waited here that Redis does not have; zero where nothing does. */
    public Duration shippingLag() {
        return shipping.lag();
    }

    /** For how long something has waited, here or in Redis, that the accountant has not committed. */
    public Duration countingLag() {
        return counting.lag();
    }

    /** Ships what is durable by now if Redis is there, and ends. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closing) {
            if (!passOrLog()) {
                LockSupport.parkNanos(this, (failing ? AFTER_FAILURE : IDLE).toNanos());
            }
        }
        while (passOrLog()) {
            continue;
        }
        forgetPlace();
    }

    private boolean passOrLog() {
        boolean shipped = tryPass();
        JournalPosition end = journal.durablePosition();
        shipping.note(end, shippedTo);
        counting.note(end, countedTo);
        return shipped;
    }

    private boolean tryPass() {
        try {
            boolean shipped = pass();
            if (failing) {
                LOG.info("shares are shipped to Redis again");
                failing = false;
                damage = "";
            }
            return shipped;
        } catch (RedisException e) {
            logOnce("Redis is away, shares wait in the journal: " + e.getMessage());
        } catch (CorruptJournalException e) {
            damage = e.getMessage();
            logOnce("shares behind the damage are not counted until it is dealt with: " + damage);
        } catch (IOException | RuntimeException e) {
            logOnce("the journal cannot be shipped: " + e);
        }
        forgetPlace();
        return false;
    }

    /** Returns whether something was shipped, so that there may be more. */
    private boolean pass() throws IOException {
        JournalPosition end = journal.durablePosition();
        if (reader != null && unsent == null) {
            unsent = reader.next(end, BATCH_BYTES).orElse(null);
        }
        ShareStream.Answer answer = unsent == null ? stream.look(streamEnd) : stream.add(streamEnd, unsent);
        writeBarriers(answer.barriers());
        if (answer.cursor().isPresent()) {
            countedTo = answer.cursor().get();
            deleteOldJournals(answer.cursor().get());
        }
        if (reader == null || answer.state() == ShareStream.State.MOVED) {
            findPlace(answer);
            return reader != null;
        }
        if (unsent == null) {
            noteAllShipped(end);
            return false;
        }
        if (answer.state() == ShareStream.State.FULL) {
            return false;
        }
        streamEnd = unsent.end();
        shippedTo = streamEnd;
        unsent = null;
        return true;
    }

    /** No record stands before {@code end} that is not in Redis; a file's header may. */
    private void noteAllShipped(JournalPosition end) {
        shippedTo = end;
        if (countedTo.compareTo(streamEnd) >= 0) {
            countedTo = end;
        }
    }

    /** Whether Redis has all that the journal holds, as far as is known. */
    public boolean isEverythingShipped() {
        return shippedTo.compareTo(journal.durablePosition()) >= 0;
    }

    /** Goes on behind the stream's last entry where there is one that the intake can still need, else from its cursor. */
    private void findPlace(ShareStream.Answer answer) {
        forgetPlace();
        JournalPosition last = answer.last();
        Optional<JournalPosition> cursor = answer.cursor();
        boolean streamIsCurrent = last.compareTo(JournalPosition.START) > 0
                && last.compareTo(journal.durablePosition()) <= 0
                && (cursor.isEmpty() || last.compareTo(cursor.get()) >= 0);
        if (streamIsCurrent) {
            startAt(last, last);
        } else if (cursor.isPresent() || hasWaitedForCursor()) {
            stream.delete();
            startAt(cursor.orElse(JournalPosition.START), JournalPosition.START);
            LOG.info("shipping the journal from {} on", reader.position());
        }
    }

    private boolean hasWaitedForCursor() {
        if (askedCursorNanos == null) {
            askedCursorNanos = System.nanoTime();
        }
        return closing || System.nanoTime() - askedCursorNanos >= cursorWait.toNanos();
    }

    private void startAt(JournalPosition from, JournalPosition newStreamEnd) {
        reader = new JournalReader(journal.settings().directory(), from);
        streamEnd = newStreamEnd;
        shippedTo = newStreamEnd;
        askedCursorNanos = null;
    }

    private void forgetPlace() {
        unsent = null;
        if (reader == null) {
            return;
        }
        try {
            reader.close();
        } catch (IOException e) {
            LOG.warn("a journal file could not be closed: {}", e.getMessage());
        }
        reader = null;
    }

    private void deleteOldJournals(JournalPosition committed) throws IOException {
        if (System.nanoTime() - nextRetentionNanos >= 0) {
            nextRetentionNanos = System.nanoTime() + RETENTION_INTERVAL.toNanos();
            retention.deleteOld(committed);
        }
    }

    private void writeBarriers(Set<Hash256> asked) {
        barriersWritten.retainAll(asked);
        for (Hash256 block : asked) {
            if (barriersWritten.add(block) && !journal.append(new Barrier(block), new BarrierRecord(block))) {
                barriersWritten.remove(block); // asked again in the next pass
            }
        }
    }

    private void logOnce(String message) {
        if (!failing) {
            failing = true;
            LOG.warn(message);
        }
    }

    private final class Barrier implements JournalWaiter {
        private final Hash256 block;

        Barrier(Hash256 block) {
            this.block = block;
        }

        @Override
        public void onDurable() {
            LOG.debug("barrier for block {} journaled", block);
        }

        @Override
        public void onFailure(IOException cause) {
            barriersWritten.remove(block);
        }
    }
}
