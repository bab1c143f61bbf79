package neman.accounting.round;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongFunction;
import neman.accounting.journal.JobRecord;
import neman.accounting.reward.EdgeFraction;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedBlock;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.bitcoin.Target;

/**
 * Recomputes every round from the segments alone, for auditors: the proof of work of each share, then each block's window.
 *
 * <p>Deliberately not the accountant's method: it keeps no running sums, but walks back from each block over single shares
 * until the window is full. Needs no database. Not thread-safe.
 */
public final class RoundRecomputation {
    private record Work(long sequence, String account, BigInteger amount) {}

    private final BigInteger capacity;
    private final LongFunction<String> accountById;
    private final LongFunction<JobRecord> jobById;
    private final SegmentVerifier verifier;

    /** From the first share of the last window on, oldest first. */
    private final Deque<Work> history = new ArrayDeque<>();

    private boolean fromTheBeginning;
    private long nextSequence;

    /**
     * @param accountById canonical address text by the number that segments use, null where it is not known
     * @param jobById null where it is not known
     */
    public RoundRecomputation(RewardPolicy policy, LongFunction<String> accountById, LongFunction<JobRecord> jobById) {
        this.capacity = policy.capacity();
        this.accountById = accountById;
        this.jobById = jobById;
        this.verifier = new SegmentVerifier(jobById);
    }

    /**
     * Takes the next segment, ascending and without a gap; the first may be any.
     *
     * @return the round, where the segment ends with a block; empty too where the segments began too late to fill its window
     * @throws IllegalArgumentException where a segment is missing, or holds what is not real work
     */
    public Optional<RecomputedRound> add(ShareSegment segment) {
        if (nextSequence == 0) {
            fromTheBeginning = segment.firstSequence() == 1;
        } else if (segment.firstSequence() != nextSequence) {
            throw new IllegalArgumentException("the segment that begins with share " + nextSequence + " is missing");
        }
        verifier.verify(segment);
        segment.shares().forEach(share -> history.addLast(workOf(share)));
        nextSequence = segment.lastSequence() + 1;
        return segment.block().flatMap(this::recompute);
    }

    private Work workOf(SequencedShare share) {
        String account = accountById.apply(share.accountId());
        if (account == null) {
            throw new IllegalArgumentException("account " + share.accountId() + " is not in the registry");
        }
        BigInteger target =
                Target.ofCompact(jobById.apply(share.jobId()).nbits()).value();
        return new Work(share.sequence(), account, target.multiply(BigInteger.valueOf(share.difficultyUnits())));
    }

    private Optional<RecomputedRound> recompute(SequencedBlock block) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        BigInteger room = capacity;
        long first = block.sequence();
        long last = history.isEmpty() ? block.sequence() - 1 : history.getLast().sequence();
        EdgeFraction edge = EdgeFraction.WHOLE;
        Iterator<Work> newestFirst = history.descendingIterator();
        while (room.signum() > 0 && newestFirst.hasNext()) {
            Work share = newestFirst.next();
            BigInteger counted = share.amount().min(room);
            sums.merge(share.account(), counted, BigInteger::add);
            room = room.subtract(counted);
            first = share.sequence();
            edge = EdgeFraction.of(counted, share.amount());
        }
        forgetBefore(first);
        if (room.signum() > 0 && !fromTheBeginning) {
            return Optional.empty();
        }
        return Optional.of(new RecomputedRound(block, FrozenWindow.of(first, last, edge, capacity, sums)));
    }

    /** A later window begins no earlier than this one. */
    private void forgetBefore(long sequence) {
        while (!history.isEmpty() && history.getFirst().sequence() < sequence) {
            history.removeFirst();
        }
    }
}
