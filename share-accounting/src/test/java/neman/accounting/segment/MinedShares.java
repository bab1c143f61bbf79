package neman.accounting.segment;

import java.util.Random;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;

/** Shares with real proof of work, of a difficulty that costs some dozens of hashes. */
public final class MinedShares {
    /** Difficulty 2^-26: 64 hashes a share. */
    public static final long UNITS = 1 << 6;

    private MinedShares() {}

    public static ShareRecord share(JobRecord job, String account, String worker, Random random) {
        return meeting(new Difficulty(UNITS).target(), job, account, worker, random);
    }

    /** A share that meets the job's own nbits. */
    public static ShareRecord block(JobRecord job, String account, String worker, Random random) {
        return meeting(Target.ofCompact(job.nbits()), job, account, worker, random);
    }

    public static Hash256 hash(JobRecord job, ShareRecord share) {
        return SegmentVerifier.headerHash(job, sequenced(0, 0, 0, share));
    }

    public static SequencedShare sequenced(long sequence, long accountId, long workerId, ShareRecord share) {
        return new SequencedShare(
                sequence,
                share.jobId(),
                accountId,
                workerId,
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                share.difficultyUnits(),
                share.receivedMillis());
    }

    private static ShareRecord meeting(Target target, JobRecord job, String account, String worker, Random random) {
        int extranonce1 = random.nextInt();
        long extranonce2 = random.nextLong() >>> 8 * (8 - job.extranonce2Bytes());
        int time = (int) job.timeSeconds() + random.nextInt(30);
        int version = job.version() | random.nextInt(1 << 16) << 13;
        long received = job.timeSeconds() * 1_000 + random.nextInt(30_000);
        for (int nonce = random.nextInt(); ; nonce++) {
            ShareRecord share = new ShareRecord(
                    job.jobId(), account, worker, extranonce1, extranonce2, time, nonce, version, UNITS, received);
            if (target.isMetBy(hash(job, share).toHeaderOrder(), 0)) {
                return share;
            }
        }
    }
}
