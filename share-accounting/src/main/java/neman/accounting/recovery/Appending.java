package neman.accounting.recovery;

import java.io.IOException;
import java.util.Iterator;
import java.util.concurrent.Semaphore;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;

/** Appends to a journal from one thread and waits until all of it is on disk. */
final class Appending implements JournalWaiter {
    private static final int UNANSWERED_MAX = 4_096;

    private final ShareJournal journal;
    private final Semaphore room = new Semaphore(UNANSWERED_MAX);
    private volatile IOException failure;

    Appending(ShareJournal journal) {
        this.journal = journal;
    }

    /**
     * In the order of the export: a block ends its window before its winning share, which stands behind it.
     *
     * @return where the journal ends with it on disk
     */
    JournalPosition append(LostShares lost) throws IOException {
        JobRecord last = null;
        Iterator<LostShares.Block> blocks = lost.blocks.iterator();
        LostShares.Block block = next(blocks);
        for (LostShares.Share share : lost.shares.values()) {
            for (; block != null && block.line() < share.line(); block = next(blocks)) {
                last = append(lost, block, last);
            }
            last = appendJob(lost, share.record(), last);
            append(share.record());
        }
        for (; block != null; block = next(blocks)) {
            last = append(lost, block, last);
        }
        return awaitAll();
    }

    /** Null behind the last. */
    private static LostShares.Block next(Iterator<LostShares.Block> blocks) {
        return blocks.hasNext() ? blocks.next() : null;
    }

    private JobRecord append(LostShares lost, LostShares.Block block, JobRecord last) throws IOException {
        JobRecord job = appendJob(lost, block.record().solution(), last);
        append(block.record());
        return job;
    }

    /** A job that stands in the journal's file already takes no room. */
    private JobRecord appendJob(LostShares lost, ShareRecord share, JobRecord last) throws IOException {
        JobRecord job = lost.jobs.get(share.jobId());
        if (job != last) {
            append(job);
        }
        return job;
    }

    /** @return where the journal ends with it on disk */
    JournalPosition appendAlone(JobRecord job) throws IOException {
        append(job);
        return awaitAll();
    }

    private void append(JournalRecord record) throws IOException {
        room.acquireUninterruptibly();
        if (!journal.append(this, record)) {
            throw new IOException("the journal takes no more: is the disk full?");
        }
    }

    private JournalPosition awaitAll() throws IOException {
        room.acquireUninterruptibly(UNANSWERED_MAX);
        room.release(UNANSWERED_MAX);
        if (failure != null) {
            throw failure;
        }
        return journal.durablePosition();
    }

    @Override
    public void onDurable() {
        room.release();
    }

    @Override
    public void onFailure(IOException cause) {
        failure = cause;
        room.release();
    }
}
