package neman.accounting.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.ShareJournal;
import neman.accounting.journal.ShareRecord;
import neman.accounting.segment.MinedShares;
import neman.bitcoin.Hash256;

/** Solves a share, hands it in, waits for the answer, and so on: one thread. */
final class FeedingMiner {
    private static final int ACCOUNTS = 7;
    private static final int SHARES_A_BLOCK = 400;
    private static final long REFUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

    private final ShareJournal journal;
    private final CurrentJobs jobs;
    private final ShareLog log;
    private final Random random;
    private final Thread thread = new Thread(this::run, "miner");
    private volatile boolean stopped;

    FeedingMiner(ShareJournal journal, CurrentJobs jobs, ShareLog log, Random random) {
        this.journal = journal;
        this.jobs = jobs;
        this.log = log;
        this.random = random;
    }

    void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /** Its last share is answered when this returns. */
    void stop() {
        stopped = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!stopped) {
                JobRecord job = jobs.next();
                if (random.nextInt(SHARES_A_BLOCK) == 0) {
                    findBlock(job);
                } else {
                    findShare(job);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void findShare(JobRecord job) throws IOException {
        ShareRecord share = MinedShares.share(job, account(), "rig" + random.nextInt(3), random);
        Hash256 hash = MinedShares.hash(job, share);
        log.write(ShareLog.Kind.SHARE_ISSUED, hash);
        if (isTaken(share)) {
            log.write(ShareLog.Kind.SHARE_ACKNOWLEDGED, hash);
        }
    }

    /** Mostly credited too; sometimes reported twice, as a resubmitted solution is. */
    private void findBlock(JobRecord job) throws IOException {
        boolean credited = random.nextInt(4) != 0;
        ShareRecord solved = MinedShares.block(job, account(), "winner", random);
        ShareRecord solution = foundNow(solved, credited ? solved.difficultyUnits() : 0);
        Hash256 hash = MinedShares.hash(job, solution);
        BlockRecord block = new BlockRecord(hash, job.height(), solution);
        log.write(ShareLog.Kind.BLOCK_ISSUED, hash);
        if (credited) {
            log.write(ShareLog.Kind.SHARE_ISSUED, hash);
        }
        if (credited ? isTaken(block, solution) : isTaken(block)) {
            log.write(ShareLog.Kind.BLOCK_ACKNOWLEDGED, hash);
            if (credited) {
                log.write(ShareLog.Kind.SHARE_ACKNOWLEDGED, hash);
            }
        }
        if (random.nextInt(4) == 0) {
            isTaken(block);
        }
    }

    private static ShareRecord foundNow(ShareRecord share, long creditedUnits) {
        return new ShareRecord(
                share.jobId(),
                share.account(),
                share.worker(),
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                creditedUnits,
                System.currentTimeMillis());
    }

    private String account() {
        return "bcrt1qaccount" + random.nextInt(ACCOUNTS);
    }

    private boolean isTaken(JournalRecord... records) {
        Answer answer = new Answer(Thread.currentThread());
        if (!journal.append(answer, records)) {
            LockSupport.parkNanos(REFUSED_NANOS);
            return false;
        }
        return answer.await();
    }

    private static final class Answer implements JournalWaiter {
        private final Thread waiting;
        private volatile Boolean durable;

        Answer(Thread waiting) {
            this.waiting = waiting;
        }

        @Override
        public void onDurable() {
            durable = true;
            LockSupport.unpark(waiting);
        }

        @Override
        public void onFailure(IOException cause) {
            durable = false;
            LockSupport.unpark(waiting);
        }

        boolean await() {
            while (durable == null) {
                LockSupport.park(this);
            }
            return durable;
        }
    }
}
