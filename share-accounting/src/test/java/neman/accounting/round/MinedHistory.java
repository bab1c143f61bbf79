package neman.accounting.round;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import neman.accounting.journal.JobRecord;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.PplnsWindow;
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
    private final PplnsWindow window;
    private final Random random;
    private long sequence = 1;

    MinedHistory(long seed, PplnsWindow window) {
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
        while (shares.size() < count) {
            long units = 1 + random.nextInt(100);
            SequencedShare share = mine(job, units, new Difficulty(units).target());
            shares.add(share);
            window.add(sequence, account(share.accountId()), units, job.nbits());
            sequence++;
        }
        Optional<SequencedBlock> block = withBlock ? Optional.of(mineBlock(job)) : Optional.empty();
        List<SegmentJob> named = List.of(SegmentJob.of(job));
        segments.add(new ShareSegment(Network.REGTEST, first, named, shares, block));
    }

    private static JobRecord job(long id) {
        List<Hash256> branch = List.of(Hash256.ofDoubleSha256(new byte[] {(byte) id}));
        int nbits = NBITS[(int) id % NBITS.length];
        byte[] prefix = {1, 2, 3};
        return new JobRecord(id, 100, Hash256.ZERO, 0x20000000, nbits, 1_700_000_000, prefix, prefix, 4, branch, 50);
    }

    private SequencedBlock mineBlock(JobRecord job) {
        windows.add(window.freeze(sequence));
        SequencedShare solution = mine(job, 0, Target.ofCompact(job.nbits()));
        sequence++;
        return new SequencedBlock(SegmentVerifier.headerHash(job, solution), job.height(), solution, List.of());
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
