package neman.stratum.miner;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.Locale;
import neman.bitcoin.LittleEndian;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockHeader;

/** Finds shares for tests, from the text of a notification, as a miner does. */
public final class ShareSolver {
    private ShareSolver() {}

    /**
     * What a submit needs.
     *
     * @param extranonce2 hex digits, as ntime and nonce
     */
    public record Solution(String jobId, String extranonce2, String ntime, String nonce) {
        public String params(String user) {
            return "[\"" + user + "\",\"" + jobId + "\",\"" + extranonce2 + "\",\"" + ntime + "\",\"" + nonce + "\"]";
        }

        public Solution withNonce(String other) {
            return new Solution(jobId, extranonce2, ntime, other);
        }

        public Solution withTime(String other) {
            return new Solution(jobId, extranonce2, other, nonce);
        }

        public Solution withExtranonce2(String other) {
            return new Solution(jobId, other, ntime, nonce);
        }

        public Solution withJob(String other) {
            return new Solution(other, extranonce2, ntime, nonce);
        }

        /** The same share in another spelling. */
        public Solution upperCase() {
            return new Solution(
                    jobId.toUpperCase(Locale.ROOT),
                    extranonce2.toUpperCase(Locale.ROOT),
                    ntime.toUpperCase(Locale.ROOT),
                    nonce.toUpperCase(Locale.ROOT));
        }
    }

    /** The first nonce that meets {@code target}, and does not meet {@code tooHard}. */
    public static Solution solve(
            JsonNode notifyParams, String extranonce1, long extranonce2, Target target, Target tooHard) {
        return solve(notifyParams, extranonce1, extranonce2, target, tooHard, 0, 0);
    }

    /**
     * @param versionBits flipped in the job's version
     * @param timeOffset added to the job's time
     */
    public static Solution solve(
            JsonNode notifyParams,
            String extranonce1,
            long extranonce2,
            Target target,
            Target tooHard,
            int versionBits,
            int timeOffset) {
        PoolJob job = PoolJob.parse(notifyParams);
        String extranonce2Hex = HexFormat.of().toHexDigits(extranonce2);
        byte[] header =
                job.header(HexFormat.of().parseHex(extranonce1), HexFormat.of().parseHex(extranonce2Hex));
        LittleEndian.writeInt(header, BlockHeader.VERSION_OFFSET, job.version() | versionBits);
        LittleEndian.writeInt(header, BlockHeader.TIME_OFFSET, job.timeSeconds() + timeOffset);
        byte[] hash = new byte[Sha256.HASH_BYTES];
        for (int nonce = 0; ; nonce++) {
            LittleEndian.writeInt(header, BlockHeader.NONCE_OFFSET, nonce);
            Sha256.doubleHash(header, 0, header.length, hash, 0);
            if (target.isMetBy(hash, 0) && !tooHard.isMetBy(hash, 0)) {
                return new Solution(
                        job.id(),
                        extranonce2Hex,
                        HexFormat.of().toHexDigits(job.timeSeconds() + timeOffset),
                        HexFormat.of().toHexDigits(nonce));
            }
        }
    }
}
