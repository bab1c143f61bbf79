package neman.accounting.segment;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.RecordCodec;
import neman.bitcoin.Sha256;

/** Writes segments and their jobs in the caller's transaction. */
public final class SegmentStore {
    private SegmentStore() {}

    /**
     * @param work the sum over its shares, as package {@code neman.accounting.reward} counts it
     * @param height the greatest of its jobs'
     * @throws SQLException also where the segment's numbers are taken: another writer was faster
     */
    public static void insert(Connection transaction, ShareSegment segment, BigInteger work, int height)
            throws SQLException {
        String sql = "INSERT INTO accounting.segment (first_sequence, last_sequence, digest, bytes, work, height)"
                + " VALUES (?, ?, ?, ?, ?, ?)";
        byte[] bytes = segment.encode();
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setLong(1, segment.firstSequence());
            insert.setLong(2, segment.lastSequence());
            insert.setBytes(3, SegmentReader.digest(bytes));
            insert.setBytes(4, bytes);
            insert.setBigDecimal(5, new BigDecimal(work));
            insert.setInt(6, height);
            insert.executeUpdate();
        }
    }

    /** A job that is there already is left alone: its id is never given twice. */
    public static void insertJobs(Connection transaction, Iterable<JobRecord> jobs) throws SQLException {
        String sql =
                "INSERT INTO accounting.job (id, height, digest, bytes) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            for (JobRecord job : jobs) {
                byte[] bytes = RecordCodec.jobBytes(job);
                insert.setLong(1, job.jobId());
                insert.setInt(2, job.height());
                insert.setBytes(3, Sha256.hash(bytes));
                insert.setBytes(4, bytes);
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
