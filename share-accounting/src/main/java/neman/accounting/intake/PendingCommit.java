package neman.accounting.intake;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalPosition;
import neman.accounting.journal.ShareRecord;
import neman.accounting.reward.ShareWork;
import neman.bitcoin.Hash256;

/** What was taken from the streams since the last commit, in the order of its numbers. The intake's thread's. */
final class PendingCommit {
    private final long firstSequence;
    private final long startedMillis;
    private final List<ShareRecord> shares = new ArrayList<>();
    private final List<JobRecord> newJobs = new ArrayList<>();
    private final Map<Integer, JournalPosition> cursors = new HashMap<>();
    private final Map<Integer, BigInteger> unitsByNbits = new HashMap<>();
    private final Map<Hash256, Long> winners = new HashMap<>();
    private BlockToClose block;

    /** @param absent instances whose barrier is missing */
    record BlockToClose(int instance, BlockRecord record, List<Integer> absent) {}

    PendingCommit(long firstSequence, long startedMillis) {
        this.firstSequence = firstSequence;
        this.startedMillis = startedMillis;
    }

    /** @param nbits of its job */
    void addShare(ShareRecord share, int nbits) {
        shares.add(share);
        unitsByNbits.merge(nbits, BigInteger.valueOf(share.difficultyUnits()), BigInteger::add);
    }

    /** The sum of all its shares' work. */
    BigInteger work() {
        ShareWork work = new ShareWork();
        return unitsByNbits.entrySet().stream()
                .map(sum -> work.of(sum.getValue(), sum.getKey()))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** The share that was added last found {@code foundBefore}. */
    void noteWinner(Hash256 foundBefore) {
        winners.put(foundBefore, nextSequence() - 1);
    }

    /** Blocks whose winning shares are among the shares, with these shares' numbers. */
    Map<Hash256, Long> winners() {
        return winners;
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
