package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.HashSet;
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

    static void saveBlock(Connection transaction, PendingCommit.BlockToClose found, long sequence) throws SQLException {
        String sql = "INSERT INTO accounting.sequenced_block"
                + " (block_hash, sequence, instance, absent_instances, winner_sequence) VALUES (?, ?, ?, ?, ?)";
        boolean credited = found.record().solution().difficultyUnits() > 0;
        try (PreparedStatement insert = transaction.prepareStatement(sql)) {
            insert.setBytes(1, found.record().blockHash().toHeaderOrder());
            insert.setLong(2, sequence);
            insert.setInt(3, found.instance());
            insert.setArray(
                    4, transaction.createArrayOf("integer", found.absent().toArray()));
            insert.setObject(5, credited ? null : 0L, Types.BIGINT);
            insert.executeUpdate();
        }
    }

    /** @param winners block to the number of its winning share */
    static void saveWinners(Connection transaction, Map<Hash256, Long> winners) throws SQLException {
        String sql = "UPDATE accounting.sequenced_block SET winner_sequence = ? WHERE block_hash = ?";
        try (PreparedStatement update = transaction.prepareStatement(sql)) {
            for (Map.Entry<Hash256, Long> winner : winners.entrySet()) {
                update.setLong(1, winner.getValue());
                update.setBytes(2, winner.getKey().toHeaderOrder());
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** The number of the last block up to {@code last}, 0 where there is none. */
    static long lastBlock(Connection connection, long last) throws SQLException {
        String sql = "SELECT coalesce(max(sequence), 0) FROM accounting.sequenced_block WHERE sequence <= ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, last);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The numbers of winning shares from {@code first} on. */
    static Set<Long> winnersFrom(Connection connection, long first) throws SQLException {
        Set<Long> winners = new HashSet<>();
        String sql = "SELECT winner_sequence FROM accounting.sequenced_block WHERE winner_sequence >= ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setLong(1, first);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    winners.add(row.getLong(1));
                }
            }
        }
        return winners;
    }
}
