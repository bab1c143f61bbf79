package neman.accounting.journal;

import java.util.LinkedHashMap;
import java.util.Map;

/** The jobs that shares may still name, kept for the files to come: the {@value #JOBS_MAX} most recently used. */
final class RecentJobs {
    static final int JOBS_MAX = 512;

    private final Map<Long, JobRecord> byId = new LinkedHashMap<>(JOBS_MAX * 2, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, JobRecord> eldest) {
            return size() > JOBS_MAX;
        }
    };

    void retain(JobRecord job) {
        byId.put(job.jobId(), job);
    }

    /** @throws IllegalArgumentException where the job was never appended, or {@value #JOBS_MAX} others were used since */
    JobRecord require(long jobId) {
        JobRecord job = byId.get(jobId);
        if (job == null) {
            throw new IllegalArgumentException(
                    "job " + Long.toHexString(jobId) + " was not journaled before its share");
        }
        return job;
    }
}
