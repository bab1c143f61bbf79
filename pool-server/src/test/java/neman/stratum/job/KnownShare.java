package neman.stratum.job;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import neman.accounting.journal.JobRecord;
import neman.bitcoin.Hash256;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.ShareFields;

/**
 * A share that others found, taken apart as if it had been found here. Whatever bytes of its coinbase are called extranonce,
 * its header is the same.
 *
 * @param coinbase whole, without witness
 * @param branch as {@code mining.notify} has it
 */
record KnownShare(
        byte[] coinbase,
        List<Hash256> branch,
        Hash256 previousBlock,
        int version,
        int nbits,
        int timeSeconds,
        int nonce) {
    private static final int EXTRANONCE_BYTES = Integer.BYTES + Long.BYTES;
    /** After version, input count and the coinbase's empty outpoint. */
    private static final int SCRIPT_SIG_OFFSET = 42;

    /** Places where the extranonce can be said to begin: everywhere that something else begins. */
    int[] cuts() {
        return new int[] {
            1, SCRIPT_SIG_OFFSET, SCRIPT_SIG_OFFSET + 4, coinbase.length / 2, coinbase.length - EXTRANONCE_BYTES
        };
    }

    /** The job whose coinbase has twelve bytes of extranonce from {@code cut} on. */
    Job job(int cut) {
        JobRecord jobRecord = new JobRecord(
                16,
                1,
                previousBlock,
                version,
                nbits,
                Integer.toUnsignedLong(timeSeconds),
                Arrays.copyOf(coinbase, cut),
                Arrays.copyOfRange(coinbase, cut + EXTRANONCE_BYTES, coinbase.length),
                Long.BYTES,
                branch,
                0);
        return new Job(jobRecord, new JobTimes(0, JobTimes.OPEN), false, List.of());
    }

    /** Leaves coinbase, header and hash in {@code hasher}. */
    void hash(HeaderHasher hasher, int cut) {
        ByteBuffer extranonce = ByteBuffer.wrap(coinbase, cut, EXTRANONCE_BYTES);
        hasher.hash(job(cut), new ShareFields(extranonce.getInt(), extranonce.getLong(), timeSeconds, nonce, version));
    }
}
