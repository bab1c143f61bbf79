package neman.accounting.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import neman.accounting.journal.JobRecord;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardWindow;
import neman.accounting.reward.WinningShare;
import neman.accounting.segment.SegmentJob;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedBlock;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.Target;

/** A random history with real, if easy, work: segments as the intake makes them, and the accountant's windows. */
final class MinedHistory {
    /** Network difficulties of 256 and 128 units. */
    private static final int[] NBITS = {0x2000ffff, 0x2001fffe};

    final Map<Long, JobRecord> jobs = new HashMap<>();
    final List<ShareSegment> segments = new ArrayList<>();
    final List<FrozenWindow> windows = new ArrayList<>();
    private final RewardWindow window;
    private final Random random;
    private Optional<SequencedShare> winner = Optional.empty();
    private long sequence = 1;

    MinedHistory(long seed, RewardWindow window) {
        this.random = new Random(seed);
        this.window = window;
    }

    static String account(long id) {
        return id < 5 ? "bcrt1qaccount" + id : null;
    }

    void mineSegment(boolean withBlock) {
        mineSegment(1 + random.nextInt(12), withBlock);
    }

    void mineBlockAlone() {
        mineSegment(0, true);
    }

    private void mineSegment(int count, boolean withBlock) {
        JobRecord job = jobs.computeIfAbsent((long) random.nextInt(4), MinedHistory::job);
        long first = sequence;
        List<SequencedShare> shares = new ArrayList<>();
        takeWinner().ifPresent(shares::add);
        while (shares.size() < count) {
            long units = 1 + random.nextInt(100);
            SequencedShare share = mine(job, units, new Difficulty(units).target());
            shares.add(share);
            window.add(sequence, account(share.accountId()), units, job.nbits());
            sequence++;
        }
        Set<Long> jobIds = shares.stream().map(SequencedShare::jobId).collect(Collectors.toSet());
        jobIds.add(job.jobId());
        Optional<SequencedBlock> block = withBlock ? Optional.of(mineBlock(job)) : Optional.empty();
        List<SegmentJob> named =
                jobIds.stream().map(jobs::get).map(SegmentJob::of).toList();
        segments.add(new ShareSegment(Network.REGTEST, first, named, shares, block));
    }

    private static JobRecord job(long id) {
        List<Hash256> branch = List.of(Hash256.ofDoubleSha256(new byte[] {(byte) id}));
        int nbits = NBITS[(int) id % NBITS.length];
        byte[] prefix = {1, 2, 3};
        return new JobRecord(id, 100, Hash256.ZERO, 0x20000000, nbits, 1_700_000_000, prefix, prefix, 4, branch, 50);
    }

    /** Every other block's winning share is credited, and comes as the next share. */
    private SequencedBlock mineBlock(JobRecord job) {
        long units = windows.size() % 2 == 0 ? 1 + random.nextInt(100) : 0;
        SequencedShare solution = mine(job, units, Target.ofCompact(job.nbits()));
        windows.add(window.freeze(new WinningShare(sequence, account(solution.accountId()), units, job.nbits())));
        window.startNextRound();
        sequence++;
        winner = Optional.of(solution).filter(share -> share.difficultyUnits() > 0);
        return new SequencedBlock(SegmentVerifier.headerHash(job, solution), job.height(), solution, List.of());
    }

    private Optional<SequencedShare> takeWinner() {
        Optional<SequencedShare> taken = winner.map(share -> withSequence(share, sequence));
        winner = Optional.empty();
        taken.ifPresent(share -> {
            int nbits = jobs.get(share.jobId()).nbits();
            window.addWinner(sequence, account(share.accountId()), share.difficultyUnits(), nbits);
            sequence++;
        });
        return taken;
    }

    private static SequencedShare withSequence(SequencedShare share, long sequence) {
        return new SequencedShare(
                sequence,
                share.jobId(),
                share.accountId(),
                share.workerId(),
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                share.difficultyUnits(),
                share.receivedMillis());
    }

    private SequencedShare mine(JobRecord job, long units, Target target) {
        long account = random.nextInt(5);
        int extranonce1 = random.nextInt();
        for (int nonce = 0; ; nonce++) {
            SequencedShare share = new SequencedShare(
                    sequence,
                    job.jobId(),
                    account,
                    account,
                    extranonce1,
                    7,
                    1_700_000_001,
                    nonce,
                    0x20000000,
                    units,
                    0);
            if (target.isMetBy(SegmentVerifier.headerHash(job, share).toHeaderOrder(), 0)) {
                return share;
            }
        }
    }
}
