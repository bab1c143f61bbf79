package neman.accounting.segment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.RecordCodec;

/** Reads segments, jobs and the registry from PostgreSQL, each thing once. One thread's, for one connection. */
public final class SegmentArchive {
    private static final int JOBS_MAX = 100_000;

    private final Connection connection;
    private final Map<Long, JobRecord> jobs = new HashMap<>();
    private final Map<Long, String> addresses = new HashMap<>();

    public SegmentArchive(Connection connection) {
        this.connection = connection;
    }

    /** 0 where nothing was sequenced yet. */
    public long lastSequence() throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT coalesce(max(last_sequence), 0) FROM accounting.segment");
                ResultSet row = select.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The segment that holds {@code sequence}. */
    public Optional<ShareSegment> segmentAt(long sequence) throws SQLException {
        String sql = "SELECT bytes FROM accounting.segment WHERE first_sequence <= ? AND last_sequence >= ?"
                + " ORDER BY first_sequence DESC LIMIT 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, sequence);
            select.setLong(2, sequence);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(SegmentReader.read(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /** @throws IllegalStateException where there is no such job */
    public JobRecord job(long jobId) throws SQLException {
        JobRecord known = jobs.get(jobId);
        if (known != null) {
            return known;
        }
        JobRecord read = findJob(jobId)
                .orElseThrow(
                        () -> new IllegalStateException("job " + Long.toHexString(jobId) + " is not in the database"));
        if (jobs.size() >= JOBS_MAX) {
            jobs.clear();
        }
        jobs.put(jobId, read);
        return read;
    }

    public Optional<JobRecord> findJob(long jobId) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement("SELECT bytes FROM accounting.job WHERE id = ?")) {
            select.setLong(1, jobId);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.of(RecordCodec.job(row.getBytes(1))) : Optional.empty();
            }
        }
    }

    /** The canonical address text of an account. */
    public String address(long accountId) throws SQLException {
        String known = addresses.get(accountId);
        if (known != null) {
            return known;
        }
        String read = text("SELECT address FROM accounting.account WHERE id = ?", accountId);
        addresses.put(accountId, read);
        return read;
    }

    /** The name of a worker below its account. */
    public String workerName(long workerId) throws SQLException {
        return text("SELECT name FROM accounting.worker WHERE id = ?", workerId);
    }

    private String text(String sql, long id) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, id);
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    throw new IllegalStateException("no row " + id + " for: " + sql);
                }
                return row.getString(1);
            }
        }
    }
}
