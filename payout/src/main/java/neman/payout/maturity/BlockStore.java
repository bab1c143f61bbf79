package neman.payout.maturity;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.bitcoin.Hash256;
import neman.payout.settlement.BlockAmounts;

/** SQL on {@code ledger.block} and what hangs on it, inside the caller's transaction. */
public final class BlockStore {
    private static final String SELECT = "SELECT block_hash, height, block_sequence, state, bookings, booked_journal,"
            + " artefact IS NOT NULL, fee_basis_points FROM ledger.block ";

    private BlockStore() {}

    /** The blocks that may need a step, the oldest first: see {@link BlockMaturity} for the two ways of asking. */
    static List<PoolBlock> open(Connection transaction, int maturePendingHeight) throws SQLException {
        return select(
                transaction,
                SELECT + "WHERE state = 'WAITING' OR state = 'PENDING' AND height <= ? ORDER BY block_sequence",
                maturePendingHeight);
    }

    static List<PoolBlock> above(Connection transaction, int height) throws SQLException {
        return select(
                transaction,
                SELECT + "WHERE state IN ('WAITING', 'PENDING') OR height > ? ORDER BY block_sequence",
                height);
    }

    private static List<PoolBlock> select(Connection transaction, String sql, int height) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, height);
            List<PoolBlock> blocks = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    blocks.add(read(rows));
                }
            }
            return blocks;
        }
    }

    /** Locks the row until the transaction ends. */
    static PoolBlock lock(Connection transaction, Hash256 hash) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(SELECT + "WHERE block_hash = ? FOR UPDATE")) {
            statement.setString(1, hash.toString());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return read(rows);
            }
        }
    }

    private static PoolBlock read(ResultSet row) throws SQLException {
        long journal = row.getLong(6);
        return new PoolBlock(
                Hash256.parse(row.getString(1)),
                row.getInt(2),
                row.getLong(3),
                BlockState.valueOf(row.getString(4)),
                row.getInt(5),
                row.wasNull() ? OptionalLong.empty() : OptionalLong.of(journal),
                row.getBoolean(7),
                row.getInt(8));
    }

    /**
     * Moves a block on and notes the event.
     *
     * @param journal of this move; empty where nothing is booked by it. A move to PENDING is always a booking
     */
    static void moveTo(Connection transaction, Hash256 hash, BlockState state, OptionalLong journal, Instant now)
            throws SQLException {
        String sql = "UPDATE ledger.block SET state = ?, bookings = bookings + (? = 'PENDING')::int,"
                + " booked_journal = CASE ? WHEN 'PENDING' THEN ? WHEN 'AVAILABLE' THEN booked_journal END"
                + " WHERE block_hash = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, state.name());
            statement.setString(2, state.name());
            statement.setString(3, state.name());
            setJournal(statement, 4, journal);
            statement.setString(5, hash.toString());
            statement.executeUpdate();
        }
        String event = "INSERT INTO ledger.block_event (block_hash, state, at, journal_id) VALUES (?, ?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(event)) {
            statement.setString(1, hash.toString());
            statement.setString(2, state.name());
            statement.setObject(3, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            setJournal(statement, 4, journal);
            statement.executeUpdate();
        }
    }

    private static void setJournal(PreparedStatement statement, int index, OptionalLong journal) throws SQLException {
        if (journal.isPresent()) {
            statement.setLong(index, journal.getAsLong());
        } else {
            statement.setNull(index, Types.BIGINT);
        }
    }

    /** The journal that took a block back the last time; empty where it was never booked before. */
    static OptionalLong lastReversal(Connection transaction, Hash256 hash) throws SQLException {
        String sql = "SELECT journal_id FROM ledger.block_event WHERE block_hash = ? AND state = 'ORPHANED'"
                + " AND journal_id IS NOT NULL ORDER BY id DESC LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, hash.toString());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
            }
        }
    }

    static BlockAmounts amounts(Connection transaction, Hash256 hash) throws SQLException {
        String sql = "SELECT reward_sats, fee_sats, continuity_sats, encode(artefact, 'hex') FROM ledger.block"
                + " WHERE block_hash = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, hash.toString());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new BlockAmounts(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        allocations(transaction, hash, "sats"),
                        allocations(transaction, hash, "donation_sats"),
                        row.getString(4));
            }
        }
    }

    /** @param column of each account where it is above 0 */
    private static SortedMap<String, Long> allocations(Connection transaction, Hash256 hash, String column)
            throws SQLException {
        String sql =
                "SELECT account, " + column + " FROM ledger.allocation WHERE block_hash = ? AND " + column + " > 0";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, hash.toString());
            SortedMap<String, Long> sats = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    sats.put(rows.getString(1), rows.getLong(2));
                }
            }
            return sats;
        }
    }

    static Optional<SeenTip> lastTip(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                        transaction.prepareStatement("SELECT height, block_hash FROM ledger.chain_tip");
                ResultSet rows = statement.executeQuery()) {
            return rows.next()
                    ? Optional.of(new SeenTip(rows.getInt(1), Hash256.parse(rows.getString(2))))
                    : Optional.empty();
        }
    }

    static void saveTip(Connection transaction, SeenTip tip, Instant now) throws SQLException {
        String sql =
                "INSERT INTO ledger.chain_tip (height, block_hash, seen_at) VALUES (?, ?, ?) ON CONFLICT (only_row)"
                        + " DO UPDATE SET height = excluded.height, block_hash = excluded.block_hash, seen_at = excluded.seen_at";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, tip.height());
            statement.setString(2, tip.hash().toString());
            statement.setObject(3, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.executeUpdate();
        }
    }

    /** The last block that all nodes had at the end of a complete pass. */
    record SeenTip(int height, Hash256 hash) {}
}
