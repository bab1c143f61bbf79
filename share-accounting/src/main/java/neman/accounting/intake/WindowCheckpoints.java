package neman.accounting.intake;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import neman.accounting.reward.WindowCheckpoint;
import neman.bitcoin.Sha256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checkpoints of the window in PostgreSQL. */
final class WindowCheckpoints {
    private static final Logger LOG = LoggerFactory.getLogger(WindowCheckpoints.class);
    private static final int KEPT = 2;

    /** @param sequence up to which everything is counted: the last of a segment */
    record Committed(long sequence, WindowCheckpoint window) {}

    private WindowCheckpoints() {}

    static void save(Connection transaction, Committed checkpoint) throws SQLException {
        String sql = "INSERT INTO accounting.window_checkpoint (sequence, capacity, body, digest) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (sequence) DO UPDATE SET"
                + " capacity = excluded.capacity, body = excluded.body, digest = excluded.digest";
        byte[] body = checkpoint.window().text().getBytes(StandardCharsets.UTF_8);
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setLong(1, checkpoint.sequence());
            insert.setBigDecimal(2, new BigDecimal(checkpoint.window().capacity()));
            insert.setBytes(3, body);
            insert.setBytes(4, Sha256.hash(body));
            insert.executeUpdate();
        }
        try (PreparedStatement delete = transaction.prepareStatement("DELETE FROM accounting.window_checkpoint"
                + " WHERE sequence NOT IN (SELECT sequence FROM accounting.window_checkpoint"
                + " ORDER BY sequence DESC LIMIT " + KEPT + ")")) {
            delete.executeUpdate();
        }
    }

    /** The newest of a window of {@code capacity}; empty, too, where it is damaged: then the segments are read. */
    static Optional<Committed> newest(Connection connection, BigInteger capacity) throws SQLException {
        String sql = "SELECT sequence, body, digest FROM accounting.window_checkpoint WHERE capacity = ?"
                + " ORDER BY sequence DESC LIMIT 1";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBigDecimal(1, new BigDecimal(capacity));
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? read(row, capacity) : Optional.empty();
            }
        }
    }

    private static Optional<Committed> read(ResultSet row, BigInteger capacity) throws SQLException {
        long sequence = row.getLong(1);
        byte[] body = row.getBytes(2);
        try {
            WindowCheckpoint window = WindowCheckpoint.parse(new String(body, StandardCharsets.UTF_8));
            if (Arrays.equals(Sha256.hash(body), row.getBytes(3))
                    && window.capacity().equals(capacity)
                    && window.lastSequence() <= sequence) {
                return Optional.of(new Committed(sequence, window));
            }
            LOG.warn("the window's checkpoint at {} is damaged and left out", sequence);
        } catch (IllegalArgumentException e) {
            LOG.warn("the window's checkpoint at {} is damaged and left out: {}", sequence, e.getMessage());
        }
        return Optional.empty();
    }
}
