package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import neman.accounting.journal.JournalPosition;
import neman.bitcoin.Hash256;

/** How far each instance's journal is sequenced, and which blocks have their number. */
final class IntakeCursors {
    private static final String UPSERT = """
            INSERT INTO accounting.intake_cursor (instance, journal, journal_offset) VALUES (?, ?, ?)
            ON CONFLICT (instance) DO UPDATE SET journal = excluded.journal, journal_offset = excluded.journal_offset
            """;

    private IntakeCursors() {}

    static Map<Integer, JournalPosition> load(Connection connection) throws SQLException {
        Map<Integer, JournalPosition> cursors = new HashMap<>();
        String sql = "SELECT instance, journal, journal_offset FROM accounting.intake_cursor";
        try (PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                cursors.put(row.getInt(1), new JournalPosition(row.getLong(2), row.getLong(3)));
            }
        }
        return cursors;
    }

    static void save(Connection transaction, Map<Integer, JournalPosition> cursors) throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement(UPSERT)) {
            for (Map.Entry<Integer, JournalPosition> cursor : cursors.entrySet()) {
                upsert.setInt(1, cursor.getKey());
                upsert.setLong(2, cursor.getValue().journal());
                upsert.setLong(3, cursor.getValue().offset());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    /** Every instance that ever had a number: a stopped one's stream may still hold something. */
    static Set<Integer> registeredInstances(Connection connection) throws SQLException {
        Set<Integer> numbers = new HashSet<>();
        try (PreparedStatement select = connection.prepareStatement("SELECT number FROM accounting.instance");
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                numbers.add(row.getInt(1));
            }
        }
        return numbers;
    }

    static boolean isSequenced(Connection connection, Hash256 block) throws SQLException {
        String sql = "SELECT 1 FROM accounting.sequenced_block WHERE block_hash = ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setBytes(1, block.toHeaderOrder());
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        }
    }

    static void saveBlock(Connection transaction, Hash256 block, long sequence, int instance, List<Integer> absent)
            throws SQLException {
        String sql = "INSERT INTO accounting.sequenced_block (block_hash, sequence, instance, absent_instances)"
                + " VALUES (?, ?, ?, ?)";
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setBytes(1, block.toHeaderOrder());
            insert.setLong(2, sequence);
            insert.setInt(3, instance);
            insert.setArray(4, transaction.createArrayOf("integer", absent.toArray()));
            insert.executeUpdate();
        }
    }
}
