package neman.accounting.segment;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongFunction;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.RecordCodec;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.MerkleTree;

/** Recomputes the header of every share and checks its proof of work. Needs nothing but the segment and its jobs. */
public final class SegmentVerifier {
    private final LongFunction<JobRecord> jobById;
    private final Map<Long, JobRecord> checkedJobs = new HashMap<>();

    /** @param jobById null where a job is not known */
    public SegmentVerifier(LongFunction<JobRecord> jobById) {
        this.jobById = jobById;
    }

    /** @throws IllegalArgumentException naming the first share, block or job that is not what it says */
    public void verify(ShareSegment segment) {
        checkedJobs.clear();
        segment.jobs().forEach(this::checkJob);
        segment.shares().forEach(this::checkShare);
        segment.block().ifPresent(this::checkBlock);
    }

    /** The hash of the header that the miner solved. */
    public static Hash256 headerHash(JobRecord job, SequencedShare share) {
        byte[] extranonce = new byte[Integer.BYTES + job.extranonce2Bytes()];
        LittleEndian.writeInt(extranonce, 0, Integer.reverseBytes(share.extranonce1()));
        for (int i = 0; i < job.extranonce2Bytes(); i++) {
            extranonce[extranonce.length - 1 - i] = (byte) (share.extranonce2() >>> 8 * i);
        }
        Hash256 coinbase = Hash256.ofDoubleSha256(job.coinbasePrefix(), extranonce, job.coinbaseSuffix());
        Hash256 root = MerkleTree.rootFromBranch(coinbase, job.merkleBranch());
        return Hash256.ofDoubleSha256(BlockHeader.encode(
                share.version(), job.previousBlock(), root, share.timeSeconds(), job.nbits(), share.nonce()));
    }

    private void checkJob(SegmentJob named) {
        JobRecord job = jobById.apply(named.jobId());
        if (job == null) {
            throw new IllegalArgumentException("job " + Long.toHexString(named.jobId()) + " is missing");
        }
        if (!Arrays.equals(named.digest(), Sha256.hash(RecordCodec.jobBytes(job)))) {
            throw new IllegalArgumentException(
                    "job " + Long.toHexString(named.jobId()) + " is not the one that was worked on");
        }
        checkedJobs.put(named.jobId(), job);
    }

    private void checkShare(SequencedShare share) {
        Hash256 hash = headerHash(checkedJobs.get(share.jobId()), share);
        if (!isMet(new Difficulty(share.difficultyUnits()).target(), hash)) {
            throw new IllegalArgumentException("share " + share.sequence() + " is less work than it is credited with");
        }
    }

    private void checkBlock(SequencedBlock block) {
        JobRecord job = checkedJobs.get(block.solution().jobId());
        Hash256 hash = headerHash(job, block.solution());
        if (!hash.equals(block.blockHash())) {
            throw new IllegalArgumentException("block " + block.blockHash() + " has another hash: " + hash);
        }
        if (!isMet(Target.ofCompact(job.nbits()), hash)) {
            throw new IllegalArgumentException("block " + block.blockHash() + " does not meet the network's target");
        }
    }

    private static boolean isMet(Target target, Hash256 hash) {
        return target.isMetBy(hash.toHeaderOrder(), 0);
    }
}
