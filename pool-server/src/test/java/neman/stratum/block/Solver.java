package neman.stratum.block;

import neman.stratum.job.Job;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.ShareFields;

/** Solves blocks of easy chains as the submit path would see them. */
public final class Solver {
    private static final int EXTRANONCE1 = 0x01000000;

    private Solver() {}

    public static SolvedBlock solve(Job job, long extranonce2) {
        HeaderHasher hasher = new HeaderHasher();
        int nonce = 0;
        do {
            int time = (int) job.journalRecord().timeSeconds();
            hasher.hash(job, new ShareFields(EXTRANONCE1, extranonce2, time, nonce++, job.version()));
        } while (!hasher.meets(job.networkTarget()));
        return new SolvedBlock(job, hasher.hash(), hasher.header(), hasher.coinbase());
    }
}
