package neman.accounting.bench;

import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;

/**
 * Shares as a big pool's miners send them, but for their proof of work, which the accountant does not look at: random
 * workers, version rolling, a new job every half minute's worth. Repeatable. Not thread-safe.
 */
final class BenchShares {
    /** Difficulty 5. */
    static final int NBITS = 0x1c333300;

    private static final int SHARES_PER_JOB = 100_000;
    private static final int MERKLE_BRANCHES = 12;
    private static final int COINBASE_PART_BYTES = 110;
    private static final long BEGIN_SECONDS = 1_760_000_000L;

    private final SplittableRandom random = new SplittableRandom(1);
    private final InstanceIdentity identity;
    private final String[] accounts;
    private final String[] workers;
    private JobRecord job;
    private int jobs;
    private final long units;
    private int given;

    /** @param perWindow so many fill the window of two blocks */
    BenchShares(InstanceIdentity identity, int accountCount, int workersPerAccount, int perWindow) {
        this.identity = identity;
        this.units = 2 * 5 * Difficulty.UNITS_PER_ONE / perWindow;
        accounts = accounts(accountCount);
        workers = IntStream.range(0, workersPerAccount)
                .mapToObj(number -> "rig" + number)
                .toArray(String[]::new);
    }

    /** Texts as long as addresses are. */
    static String[] accounts(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> String.format("bcrt1q%038d", number))
                .toArray(String[]::new);
    }

    /** The job of the shares from now on, where it is another than before. */
    Optional<JobRecord> newJob() {
        if (given < SHARES_PER_JOB && job != null) {
            return Optional.empty();
        }
        given = 0;
        job = newJob(jobs++);
        return Optional.of(job);
    }

    private JobRecord newJob(int number) {
        long jobId = (long) identity.number() << 48 | (long) identity.startCounter() << 24 | number;
        List<Hash256> branch = IntStream.range(0, MERKLE_BRANCHES)
                .mapToObj(level -> Hash256.ofHeaderOrder(bytes(Hash256.BYTES)))
                .toList();
        return new JobRecord(
                jobId,
                1,
                Hash256.ofHeaderOrder(bytes(Hash256.BYTES)),
                0x20000000,
                NBITS,
                BEGIN_SECONDS + 30L * number,
                bytes(COINBASE_PART_BYTES),
                bytes(COINBASE_PART_BYTES),
                Long.BYTES,
                branch,
                312_500_000);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Of the job that {@link #newJob} last gave. */
    ShareRecord next() {
        given++;
        int account = random.nextInt(accounts.length);
        int worker = random.nextInt(workers.length);
        return new ShareRecord(
                job.jobId(),
                accounts[account],
                workers[worker],
                account * workers.length + worker,
                random.nextLong(),
                (int) job.timeSeconds() + random.nextInt(30),
                random.nextInt(),
                0x20000000 | random.nextInt(1 << 16) << 13,
                units,
                job.timeSeconds() * 1_000 + random.nextInt(30_000));
    }
}
