package neman.accounting.journal;

/**
 * The jobs that shares may still name, kept for the files to come: the {@value #JOBS_MAX} most recently used. A table of its own
 * because a map would make an object of each share's job id. Belongs to the writer thread.
 */
final class RecentJobs {
    static final int JOBS_MAX = 512;

    private static final int TABLE_SIZE = 4 * JOBS_MAX;
    private static final long GOLDEN_RATIO = 0x9e3779b97f4a7c15L;

    /** A job, and the last file into which it was written. */
    static final class Kept {
        private final JobRecord job;
        private long lastUse;
        private long writtenIn;

        private Kept(JobRecord job) {
            this.job = job;
        }

        JobRecord job() {
            return job;
        }

        /** Whether {@code journal} can stand on its own for shares of this job. */
        boolean isWrittenIn(long journal) {
            return writtenIn == journal;
        }

        void markWrittenIn(long journal) {
            writtenIn = journal;
        }

        void markUnwritten() {
            writtenIn = 0;
        }
    }

    /** Linear probing; built again when the least recently used job leaves. */
    private Kept[] table = new Kept[TABLE_SIZE];

    private int count;
    private long uses;

    /** A job that is kept already keeps its place in the file. */
    Kept retain(JobRecord job) {
        Kept kept = find(job.jobId());
        if (kept == null) {
            kept = new Kept(job);
            if (count == JOBS_MAX) {
                dropLeastRecentlyUsed();
            }
            put(table, kept);
            count++;
        }
        kept.lastUse = ++uses;
        return kept;
    }

    /** @throws IllegalArgumentException where the job was never appended, or {@value #JOBS_MAX} others were used since */
    Kept require(long jobId) {
        Kept kept = find(jobId);
        if (kept == null) {
            throw new IllegalArgumentException(
                    "job " + Long.toHexString(jobId) + " was not journaled before its share");
        }
        kept.lastUse = ++uses;
        return kept;
    }

    private Kept find(long jobId) {
        int slot = slot(jobId);
        while (table[slot] != null && table[slot].job.jobId() != jobId) {
            slot = next(slot);
        }
        return table[slot];
    }

    private void dropLeastRecentlyUsed() {
        Kept oldest = null;
        for (Kept kept : table) {
            if (kept != null && (oldest == null || kept.lastUse < oldest.lastUse)) {
                oldest = kept;
            }
        }
        Kept[] smaller = new Kept[TABLE_SIZE];
        for (Kept kept : table) {
            if (kept != null && kept != oldest) {
                put(smaller, kept);
            }
        }
        table = smaller;
        count--;
    }

    private static void put(Kept[] table, Kept kept) {
        int slot = slot(kept.job.jobId());
        while (table[slot] != null) {
            slot = next(slot);
        }
        table[slot] = kept;
    }

    private static int slot(long jobId) {
        return (int) (jobId * GOLDEN_RATIO >>> 32) & TABLE_SIZE - 1;
    }

    private static int next(int slot) {
        return slot + 1 & TABLE_SIZE - 1;
    }
}
