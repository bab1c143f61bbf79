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
import neman.accounting.reward.RewardScheme;
import neman.accounting.reward.RewardTermsHistory;
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
    /** @param isWinner whether it found a block: PROP counts it for that one and not for the next */
    private record Work(long sequence, String account, BigInteger amount, boolean isWinner) {}

    private final LongFunction<RewardPolicy> policyAt;
    /** Shares are kept as far back as any PPLNS window reaches; not at all where nothing is ever divided by them. */
    private final BigInteger widestCapacity;

    private final boolean keepsShares;

    private final LongFunction<String> accountById;
    private final LongFunction<JobRecord> jobById;
    private final SegmentVerifier verifier;

    /** From the first share on that a later window may hold, oldest first. */
    private final Deque<Work> history = new ArrayDeque<>();

    /** Credited winning shares whose blocks were met, by header: each comes once more, as a share. */
    private final Set<Hash256> winners = new HashSet<>();

    /** Whether every share behind {@link #lastBlock} came. */
    private boolean sinceTheLastBlock;

    /** Whether every share ever came. */
    private boolean fromTheBeginning;

    private long lastBlock;
    private long nextSequence;

    /**
     * @param terms each block is divided by those in force at its number
     * @param accountById canonical address text by the number that segments use, null where it is not known
     * @param jobById null where it is not known
     */
    public RoundRecomputation(
            RewardTermsHistory terms, LongFunction<String> accountById, LongFunction<JobRecord> jobById) {
        this(
                sequence -> terms.at(sequence)
                        .orElseThrow(() -> new IllegalArgumentException("no terms are known for block " + sequence))
                        .rule()
                        .policy(),
                terms.widestCapacity(),
                terms.dividesByShares(),
                accountById,
                jobById);
    }

    /** Under one policy from the beginning to the end. */
    public RoundRecomputation(RewardPolicy policy, LongFunction<String> accountById, LongFunction<JobRecord> jobById) {
        this(
                sequence -> policy,
                policy.scheme() == RewardScheme.PPLNS ? policy.capacity() : BigInteger.ZERO,
                policy.scheme() != RewardScheme.SOLO,
                accountById,
                jobById);
    }

    private RoundRecomputation(
            LongFunction<RewardPolicy> policyAt,
            BigInteger widestCapacity,
            boolean keepsShares,
            LongFunction<String> accountById,
            LongFunction<JobRecord> jobById) {
        this.policyAt = policyAt;
        this.widestCapacity = widestCapacity;
        this.keepsShares = keepsShares;
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
            sinceTheLastBlock = fromTheBeginning;
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
        Work work = workOf(share, isWinner);
        if (keepsShares) {
            history.addLast(work);
        }
    }

    private Hash256 headerHash(SequencedShare share) {
        return SegmentVerifier.headerHash(jobById.apply(share.jobId()), share);
    }

    private Work workOf(SequencedShare share, boolean isWinner) {
        BigInteger target =
                Target.ofCompact(jobById.apply(share.jobId()).nbits()).value();
        return new Work(
                share.sequence(),
                accountOf(share),
                target.multiply(BigInteger.valueOf(share.difficultyUnits())),
                isWinner);
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
        RewardPolicy policy = policyAt.apply(block.sequence());
        Optional<FrozenWindow> window =
                switch (policy.scheme()) {
                    case PPLNS -> lastShares(block, policy.capacity());
                    case PROP -> sharesSinceTheLastBlock(block);
                    case SOLO -> Optional.of(finderAlone(block));
                };
        lastBlock = block.sequence();
        sinceTheLastBlock = true;
        forgetWhatNoWindowReaches();
        return window.map(frozen -> new RecomputedRound(block, frozen));
    }

    private FrozenWindow finderAlone(SequencedBlock block) {
        SortedMap<String, BigInteger> work = new TreeMap<>(Map.of(accountOf(block.solution()), BigInteger.ONE));
        return FrozenWindow.of(block.sequence(), block.sequence() - 1, EdgeFraction.WHOLE, BigInteger.ONE, work);
    }

    private Optional<FrozenWindow> sharesSinceTheLastBlock(SequencedBlock block) {
        SortedMap<String, BigInteger> sums = new TreeMap<>();
        long first = block.sequence();
        Iterator<Work> newestFirst = history.descendingIterator();
        while (newestFirst.hasNext()) {
            Work share = newestFirst.next();
            if (share.sequence() < lastBlock) {
                break;
            }
            if (!share.isWinner()) {
                sums.merge(share.account(), share.amount(), BigInteger::add);
                first = share.sequence();
            }
        }
        if (block.solution().difficultyUnits() > 0) {
            Work winner = workOf(block.solution(), true);
            sums.merge(winner.account(), winner.amount(), BigInteger::add);
        }
        BigInteger all = sums.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        FrozenWindow window =
                FrozenWindow.of(first, block.sequence() - 1, EdgeFraction.WHOLE, all.max(BigInteger.ONE), sums);
        return sinceTheLastBlock ? Optional.of(window) : Optional.empty();
    }

    private Optional<FrozenWindow> lastShares(SequencedBlock block, BigInteger capacity) {
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
        if (room.signum() > 0 && !fromTheBeginning) {
            return Optional.empty();
        }
        return Optional.of(FrozenWindow.of(first, last, edge, capacity, sums));
    }

    /** A later window begins no earlier than one of the same size that ends here. */
    private void forgetWhatNoWindowReaches() {
        BigInteger room = widestCapacity;
        int kept = 0;
        Iterator<Work> newestFirst = history.descendingIterator();
        while (room.signum() > 0 && newestFirst.hasNext()) {
            room = room.subtract(newestFirst.next().amount());
            kept++;
        }
        while (history.size() > kept) {
            history.removeFirst();
        }
    }
}
