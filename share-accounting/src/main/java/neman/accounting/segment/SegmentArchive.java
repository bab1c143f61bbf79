package neman.accounting.segment;

import java.math.BigDecimal;
import java.math.BigInteger;
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
    private static final int SEGMENTS_AT_ONCE = 16;

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

    /** The segment that holds {@code sequence}; empty, too, where retention has dropped its bytes. */
    public Optional<ShareSegment> segmentAt(long sequence) throws SQLException {
        String sql = "SELECT bytes FROM accounting.segment WHERE first_sequence <= ? AND last_sequence >= ?"
                + " ORDER BY first_sequence DESC LIMIT 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, sequence);
            select.setLong(2, sequence);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? Optional.ofNullable(row.getBytes(1)).map(SegmentReader::read) : Optional.empty();
            }
        }
    }

    /**
     * Where a window that is full at {@code last} begins: the first number of the newest segment from which on the shares
     * up to {@code last} have {@code work}; 1 where they never have.
     */
    public long reachBack(long last, BigInteger work) throws SQLException {
        String sql = """
                SELECT first_sequence FROM (
                  SELECT first_sequence, sum(work) OVER (ORDER BY first_sequence DESC) AS reached
                  FROM accounting.segment WHERE first_sequence <= ?) AS behind
                WHERE reached >= ? ORDER BY first_sequence DESC LIMIT 1
                """;
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, last);
            select.setBigDecimal(2, new BigDecimal(work));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 1;
            }
        }
    }

    /** Takes one segment after the other. */
    @FunctionalInterface
    public interface Visitor {
        void visit(ShareSegment segment) throws SQLException;
    }

    /**
     * Every segment that holds a number from {@code first} on, in order, few at a time in memory.
     *
     * @throws IllegalStateException where one is missing between, or its bytes are dropped
     */
    public void forEachFrom(long first, Visitor visitor) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false); // else the driver fetches all rows at once
        String sql = "SELECT first_sequence, last_sequence, bytes FROM accounting.segment WHERE last_sequence >= ?"
                + " ORDER BY first_sequence";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setFetchSize(SEGMENTS_AT_ONCE);
            select.setLong(1, first);
            try (ResultSet row = select.executeQuery()) {
                visitAll(row, visitor);
            }
        } finally {
            if (autoCommit) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void visitAll(ResultSet row, Visitor visitor) throws SQLException {
        long next = 0;
        while (row.next()) {
            byte[] bytes = row.getBytes(3);
            if (next != 0 && row.getLong(1) != next) {
                throw new IllegalStateException("no segment holds share " + Math.max(next, row.getLong(1))
                        + ": accounting.segment was tampered with; restore a backup");
            }
            if (bytes == null) {
                throw new IllegalStateException("the segment of share " + row.getLong(1) + " is needed and was dropped"
                        + " (segments.keep: window): a longer reward.window can reach back no further than what was kept"
                        + " for the shorter one");
            }
            visitor.visit(SegmentReader.read(bytes));
            next = row.getLong(2) + 1;
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
