package neman.accounting.faults;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalWaiter;
import neman.accounting.journal.Records;
import neman.accounting.journal.ShareJournal;

/** The last few jobs of an instance, of two network difficulties: a window of two blocks holds some 512 or 1,024 shares. */
final class CurrentJobs {
    private static final int[] NBITS = {0x1f03ffff, 0x1f01ffff};
    private static final int KEPT = 5;
    private static final int SHARES_A_JOB = 100;

    private static final JournalWaiter NOBODY = new JournalWaiter() {
        @Override
        public void onDurable() {}

        @Override
        public void onFailure(IOException cause) {}
    };

    private final ShareJournal journal;
    private final long firstId;
    private final Random random;
    private final Deque<JobRecord> jobs = new ArrayDeque<>();
    private int created;
    private int asked;

    CurrentJobs(ShareJournal journal, InstanceIdentity identity, Random random) {
        this.journal = journal;
        this.firstId = (long) identity.number() << 48 | (long) identity.startCounter() << 24;
        this.random = random;
    }

    /** Mostly the newest; every share counts for another soon. */
    synchronized JobRecord next() {
        if (asked++ % SHARES_A_JOB == 0) {
            addJob();
        }
        boolean late = random.nextInt(10) == 0;
        return late ? jobs.peekFirst() : jobs.peekLast();
    }

    /** A job that the journal does not take now is not handed out; without any job there is nothing to do but ask again. */
    private void addJob() {
        JobRecord job = Records.job(firstId | created + 1, NBITS[created / 8 % NBITS.length], random);
        while (!journal.append(NOBODY, job)) {
            if (!jobs.isEmpty()) {
                return;
            }
            Thread.onSpinWait();
        }
        created++;
        jobs.addLast(job);
        if (jobs.size() > KEPT) {
            jobs.removeFirst();
        }
    }
}
