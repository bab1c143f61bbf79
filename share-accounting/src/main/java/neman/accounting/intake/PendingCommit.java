package neman.accounting.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.ShareRecord;

/** What was taken from the streams since the last commit, in the order of its numbers. The intake's thread's. */
final class PendingCommit {
    private final long firstSequence;
    private final long startedMillis;
    private final List<ShareRecord> shares = new ArrayList<>();
    private final List<JobRecord> newJobs = new ArrayList<>();
    private final Map<Integer, JournalPosition> cursors = new HashMap<>();
    private BlockToClose block;

    /** @param absent instances whose barrier is missing */
    record BlockToClose(int instance, BlockRecord record, List<Integer> absent) {}

    PendingCommit(long firstSequence, long startedMillis) {
        this.firstSequence = firstSequence;
        this.startedMillis = startedMillis;
    }

    void addShare(ShareRecord share) {
        shares.add(share);
    }

    void addJob(JobRecord job) {
        newJobs.add(job);
    }

    void setBlock(BlockToClose found) {
        block = found;
    }

    void setCursor(int instance, JournalPosition consumed) {
        cursors.put(instance, consumed);
    }

    long firstSequence() {
        return firstSequence;
    }

    /** The number that the next share, or the block, gets. */
    long nextSequence() {
        return firstSequence + shares.size() + (block == null ? 0 : 1);
    }

    boolean isEmpty() {
        return cursors.isEmpty();
    }

    boolean isNumbered() {
        return nextSequence() > firstSequence;
    }

    long ageMillis(long nowMillis) {
        return nowMillis - startedMillis;
    }

    List<ShareRecord> shares() {
        return shares;
    }

    List<JobRecord> newJobs() {
        return newJobs;
    }

    Optional<BlockToClose> block() {
        return Optional.ofNullable(block);
    }

    Map<Integer, JournalPosition> cursors() {
        return cursors;
    }
}
