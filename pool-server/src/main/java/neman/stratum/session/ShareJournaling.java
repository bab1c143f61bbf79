package neman.stratum.session;

import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Hash256;
import neman.stratum.job.Job;
import neman.stratum.protocol.RequestId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands records to the journal and brings its answers back to one event loop. Thread: that event loop. */
final class ShareJournaling {
    /** A block's record that the journal did not take is offered again after this, until the pool stops. */
    private static final long BLOCK_RETRY_MS = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(ShareJournaling.class);

    private final PoolServices pool;
    private final EventExecutor loop;
    private final Completions completions;

    ShareJournaling(PoolServices pool, EventExecutor loop, Runnable afterBatch) {
        this.pool = pool;
        this.loop = loop;
        this.completions = new Completions(loop, afterBatch);
    }

    static BlockRecord block(ShareRecord solution, Job job, Hash256 hash) {
        return new BlockRecord(hash, job.height(), solution);
    }

    /** A share that is about to be recorded. */
    PendingShare pending(MinerSession session, RequestId id, Worker worker, AssignedDifficulty judged) {
        return new PendingShare(completions, session, id, worker, judged);
    }

    /**
     * A credited share, behind the block that it solved, where it solved one: the block's window ends before its share.
     *
     * @return false where the journal did not take it; {@code pending} is never told then
     */
    boolean recordShare(PendingShare pending, Job job, Optional<JournalRecord> block, ShareRecord share) {
        if (block.isEmpty() && job.isJournaled()) {
            return pool.journal().append(pending, share, List.of());
        }
        List<JournalRecord> records = withJob(job);
        block.ifPresent(records::add);
        records.add(share);
        JournalWaiter waiter = block.<JournalWaiter>map(record -> new SolvedShareWaiter(pending, job, record))
                .orElse(pending);
        boolean taken = append(waiter, records);
        if (taken) {
            job.markJournaled();
        }
        return taken;
    }

    /** A block whose share is not credited. */
    void recordBlock(ShareRecord solution, Job job, Hash256 hash) {
        recordBlock(block(solution, job, hash), job);
    }

    /** Offers the record until the journal has it: a block without its record would be nobody's. */
    void recordBlock(JournalRecord block, Job job) {
        List<JournalRecord> records = withJob(job);
        records.add(block);
        if (!append(new BlockWaiter(block, job), records)) {
            recordBlockLater(block, job);
        }
    }

    private boolean append(JournalWaiter waiter, List<JournalRecord> records) {
        return pool.journal().append(waiter, records.get(0), records.subList(1, records.size()));
    }

    private void recordBlockLater(JournalRecord block, Job job) {
        LOG.error(
                "event=block-not-journaled job={} retry-ms={} remedy=\"see the journal's error\"", job, BLOCK_RETRY_MS);
        loop.schedule(() -> recordBlock(block, job), BLOCK_RETRY_MS, TimeUnit.MILLISECONDS);
    }

    /** The job was journaled when it came; only where the queue was full then, it goes with its first share. */
    private static List<JournalRecord> withJob(Job job) {
        List<JournalRecord> records = new ArrayList<>(3);
        if (!job.isJournaled()) {
            records.add(job.journalRecord());
        }
        return records;
    }

    /** For a share with its block, whose record must not be lost with it. */
    private final class SolvedShareWaiter implements JournalWaiter {
        private final PendingShare pending;
        private final Job job;
        private final JournalRecord block;

        SolvedShareWaiter(PendingShare pending, Job job, JournalRecord block) {
            this.pending = pending;
            this.job = job;
            this.block = block;
        }

        @Override
        public void onDurable() {
            pending.onDurable();
        }

        @Override
        public void onFailure(IOException cause) {
            completions.run(() -> recordBlockLater(block, job));
            pending.onFailure(cause);
        }
    }

    private final class BlockWaiter implements JournalWaiter {
        private final JournalRecord block;
        private final Job job;

        BlockWaiter(JournalRecord block, Job job) {
            this.block = block;
            this.job = job;
        }

        @Override
        public void onDurable() {
            LOG.info("event=block-journaled job={}", job);
        }

        @Override
        public void onFailure(IOException cause) {
            completions.run(() -> recordBlockLater(block, job));
        }
    }
}
