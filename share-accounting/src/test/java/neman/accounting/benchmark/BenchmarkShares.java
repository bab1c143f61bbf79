package neman.accounting.benchmark;

import java.util.Random;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.Records;
import neman.accounting.journal.ShareRecord;

/** Shares as a pool of 1,000 workers sends them: names of a usual length, on the last few jobs. */
final class BenchmarkShares {
    private static final int WORKERS = 1_000;
    private static final int JOBS = 3;
    private static final String ACCOUNT_FORMAT = "bc1q%038d";

    private BenchmarkShares() {}

    /** Numbers such as a pool gives: the instance and its start in the high bytes. */
    static long jobId(int index) {
        return 0x07_000001_00000000L + index;
    }

    static JobRecord[] jobs(Random random) {
        JobRecord[] jobs = new JobRecord[JOBS];
        for (int i = 0; i < JOBS; i++) {
            jobs[i] = Records.job(jobId(i), random);
        }
        return jobs;
    }

    static ShareRecord[] shares(int count, Random random) {
        String[] accounts = new String[WORKERS];
        String[] workers = new String[WORKERS];
        for (int i = 0; i < WORKERS; i++) {
            accounts[i] = String.format(ACCOUNT_FORMAT, i);
            workers[i] = "site2-rack" + i / 40 + "-" + i % 40;
        }
        ShareRecord[] shares = new ShareRecord[count];
        for (int i = 0; i < count; i++) {
            ShareRecord any = Records.share(jobId(random.nextInt(JOBS)), random);
            int who = random.nextInt(WORKERS);
            shares[i] = new ShareRecord(
                    any.jobId(),
                    accounts[who],
                    workers[who],
                    any.extranonce1(),
                    any.extranonce2(),
                    any.timeSeconds(),
                    any.nonce(),
                    any.version(),
                    any.difficultyUnits(),
                    any.receivedMillis());
        }
        return shares;
    }
}
