package neman.accounting.round;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;

/**
 * Recomputes every round from the segments alone, for auditors: the proof of work of each share, then each block's window.
 *
 * <p>Deliberately not the accountant's method: it keeps no running sums, but walks back from each block over single shares
 * until the window is full. Needs no database. Not thread-safe.
 */
public final class RoundRecomputation {
    private record Work(long sequence, String account, BigInteger amount) {}

    private final RewardPolicy policy;
    private final LongFunction<String> accountById;
    private final LongFunction<JobRecord> jobById;
    private final SegmentVerifier verifier;

    /** From the first share of the last window on, oldest first. */
    private final Deque<Work> history = new ArrayDeque<>();

    /** Credited winning shares whose blocks were met, by header: each comes once more, as a share. */
    private final Set<Hash256> winners = new HashSet<>();

    private boolean fromTheBeginning;
    private long nextSequence;

    /**
     * @param accountById canonical address text by the number that segments use, null where it is not known
     * @param jobById null where it is not known
     */
    public RoundRecomputation(RewardPolicy policy, LongFunction<String> accountById, LongFunction<JobRecord> jobById) {
        this.policy = policy;
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
        segment.shares().forEach(this::take);
        nextSequence = segment.lastSequence() + 1;
        return segment.block().flatMap(this::recompute);
    }

    private void take(SequencedShare share) {
        boolean isWinner = !winners.isEmpty() && winners.remove(headerHash(share));
        switch (policy.scheme()) {
            case PPLNS -> history.addLast(workOf(share));
            case PROP -> {
                if (!isWinner) {
                    history.addLast(workOf(share));
                }
            }
            case SOLO -> accountOf(share); // nothing is divided by it, but its account must be known
        }
    }

    private Hash256 headerHash(SequencedShare share) {
        return SegmentVerifier.headerHash(jobById.apply(share.jobId()), share);
    }

    private Work workOf(SequencedShare share) {
        BigInteger target =
                Target.ofCompact(jobById.apply(share.jobId()).nbits()).value();
        return new Work(
                share.sequence(), accountOf(share), target.multiply(BigInteger.valueOf(share.difficultyUnits())));
    }

    private String accountOf(SequencedShare share) {
        String account = accountById.apply(share.accountId());
        if (account == null) {
            throw new IllegalArgumentException("account " + share.accountId() + " is not in the registry");
        }
        return account;
    }

    private Optional<RecomputedRound> recompute(SequencedBlock block) {
        if (block.solution().difficultyUnits() > 0) {
            winners.add(block.blockHash());
        }
        Optional<FrozenWindow> window =
                switch (policy.scheme()) {
                    case PPLNS -> lastShares(block);
                    case PROP -> sharesSinceTheLastBlock(block);
                    case SOLO -> Optional.of(finderAlone(block));
                };
        return window.map(frozen -> new RecomputedRound(block, frozen));
    }

    private FrozenWindow finderAlone(SequencedBlock block) {
        SortedMap<String, BigInteger> work = new TreeMap<>(Map.of(accountOf(block.solution()), BigInteger.ONE));
        return FrozenWindow.of(block.sequence(), block.sequence() - 1, EdgeFraction.WHOLE, BigInteger.ONE, work);
    }

    private Optional<FrozenWindow> sharesSinceTheLastBlock(SequencedBlock block) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        history.forEach(share -> sums.merge(share.account(), share.amount(), BigInteger::add));
        if (block.solution().difficultyUnits() > 0) {
            Work winner = workOf(block.solution());
            sums.merge(winner.account(), winner.amount(), BigInteger::add);
        }
        BigInteger all = sums.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        long first = history.isEmpty() ? block.sequence() : history.getFirst().sequence();
        long last = block.sequence() - 1;
        FrozenWindow window = FrozenWindow.of(first, last, EdgeFraction.WHOLE, all.max(BigInteger.ONE), sums);
        boolean complete = fromTheBeginning;
        history.clear();
        fromTheBeginning = true; // from a block on, everything is there
        return complete ? Optional.of(window) : Optional.empty();
    }

    private Optional<FrozenWindow> lastShares(SequencedBlock block) {
        BigInteger capacity = policy.capacity();
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
        return Optional.of(FrozenWindow.of(first, last, edge, capacity, sums));
    }

    /** A later window begins no earlier than this one. */
    private void forgetBefore(long sequence) {
        while (!history.isEmpty() && history.getFirst().sequence() < sequence) {
            history.removeFirst();
        }
    }
}
