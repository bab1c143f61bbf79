package neman.accounting.intake;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import neman.accounting.journal.JobRecord;
import neman.accounting.segment.SegmentArchive;

/** The jobs that shares name: the {@value #JOBS_MAX} last used, the others from the database. The intake's thread's. */
final class JobBook {
    private static final int JOBS_MAX = 4_096;

    private final DataSource dataSource;
    private final Map<Long, JobRecord> recent = new LinkedHashMap<>(2 * JOBS_MAX, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, JobRecord> eldest) {
            return size() > JOBS_MAX;
        }
    };

    JobBook(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Returns whether it is new here; each journal file repeats its jobs. */
    boolean add(JobRecord job) {
        return recent.put(job.jobId(), job) == null;
    }

    /** @throws IllegalStateException where no journal and no segment ever brought this job */
    JobRecord require(long jobId) throws SQLException {
        JobRecord known = recent.get(jobId);
        if (known != null) {
            return known;
        }
        try (Connection connection = dataSource.getConnection()) {
            JobRecord read = new SegmentArchive(connection).job(jobId);
            recent.put(jobId, read);
            return read;
        }
    }
}
