package neman.accounting.segment;

import java.util.Arrays;
import java.util.HexFormat;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.RecordCodec;
import neman.bitcoin.Sha256;

/** How a segment names a job: by its id and by the SHA-256 of all that it says. */
public final class SegmentJob {
    private final long jobId;
    private final int extranonce2Bytes;
    private final byte[] digest;

    SegmentJob(long jobId, int extranonce2Bytes, byte[] digest) {
        if (extranonce2Bytes < 1 || extranonce2Bytes > Long.BYTES) {
            throw new IllegalArgumentException("extranonce2 has 1 to 8 bytes, not " + extranonce2Bytes);
        }
        this.jobId = jobId;
        this.extranonce2Bytes = extranonce2Bytes;
        this.digest = digest;
    }

    public static SegmentJob of(JobRecord job) {
        return new SegmentJob(job.jobId(), job.extranonce2Bytes(), Sha256.hash(RecordCodec.jobBytes(job)));
    }

    public long jobId() {
        return jobId;
    }

    public int extranonce2Bytes() {
        return extranonce2Bytes;
    }

    /** SHA-256 of the job's bytes. A copy. */
    public byte[] digest() {
        return digest.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SegmentJob that
                && jobId == that.jobId
                && extranonce2Bytes == that.extranonce2Bytes
                && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(jobId);
    }

    @Override
    public String toString() {
        return Long.toHexString(jobId) + " " + HexFormat.of().formatHex(digest);
    }
}
