package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;

/** SQL on what {@link ChainFollower} notes, inside the caller's transaction. */
final class ChainScan {
    private static final String KNOWN_COINS =
            "SELECT k.txid, k.vout, k.spender FROM unnest(?::text[], ?::int[], ?::text[])"
                    + " AS k (txid, vout, spender)"
                    + " WHERE EXISTS (SELECT FROM ledger.pool_output o WHERE o.txid = k.txid AND o.vout = k.vout)"
                    + " OR EXISTS (SELECT FROM ledger.payout_input i WHERE i.txid = k.txid AND i.vout = k.vout)"
                    + " OR EXISTS (SELECT FROM ledger.payout_attempt a WHERE a.txid = k.txid AND a.change_vout = k.vout)";

    /** How far the chain was read: the last block. */
    record Position(int height, Hash256 hash) {}

    private ChainScan() {}

    static Optional<Position> position(Connection transaction) throws SQLException {
        return position(transaction, "SELECT height, block_hash FROM ledger.chain_scan");
    }

    private static Optional<Position> position(Connection transaction, String sql) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            return rows.next() ? Optional.of(read(rows)) : Optional.empty();
        }
    }

    /** Up to where all payments of the wallet are known; empty before the ledger began to follow the chain. */
    static Optional<Position> walletPosition(Connection transaction) throws SQLException {
        return position(transaction, "SELECT height, block_hash FROM ledger.wallet_scan");
    }

    static void saveWalletPosition(Connection transaction, Position position) throws SQLException {
        String sql = "INSERT INTO ledger.wallet_scan (height, block_hash) VALUES (?, ?) ON CONFLICT (only_row)"
                + " DO UPDATE SET height = excluded.height, block_hash = excluded.block_hash";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, position.height());
            statement.setString(2, position.hash().toString());
            statement.executeUpdate();
        }
    }

    /** A block that was noted before spends were has no hash of its own any more: it equals none of the chain's. */
    private static Position read(ResultSet row) throws SQLException {
        String hash = row.getString(2);
        return new Position(row.getInt(1), hash.equals("before") ? Hash256.ZERO : Hash256.parse(hash));
    }

    /** The highest remembered block below a height. */
    static Optional<Position> before(Connection transaction, int height) throws SQLException {
        return position(
                transaction,
                "SELECT height, block_hash FROM ledger.chain_block WHERE height < " + height
                        + " ORDER BY height DESC LIMIT 1");
    }

    /** Whether this block is in the chain as it was followed. */
    static boolean contains(Connection transaction, int height, Hash256 hash) throws SQLException {
        return position(transaction, "SELECT height, block_hash FROM ledger.chain_block WHERE height = " + height)
                .filter(there -> there.hash().equals(hash))
                .isPresent();
    }

    /** Forgets what the blocks above this one said. */
    static void returnTo(Connection transaction, Position fork) throws SQLException {
        for (String table : List.of("pool_output", "coin_spend", "chain_block")) {
            delete(transaction, "DELETE FROM ledger." + table + " WHERE height > ?", fork.height());
        }
        advance(transaction, fork);
    }

    private static void delete(Connection transaction, String sql, int height) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, height);
            statement.executeUpdate();
        }
    }

    static void advance(Connection transaction, Position position) throws SQLException {
        String scan = "INSERT INTO ledger.chain_scan (height, block_hash) VALUES (?, ?) ON CONFLICT (only_row)"
                + " DO UPDATE SET height = excluded.height, block_hash = excluded.block_hash";
        String block = "INSERT INTO ledger.chain_block (height, block_hash) VALUES (?, ?) ON CONFLICT (height)"
                + " DO UPDATE SET block_hash = excluded.block_hash";
        for (String sql : List.of(scan, block)) {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setInt(1, position.height());
                statement.setString(2, position.hash().toString());
                statement.executeUpdate();
            }
        }
        delete(
                transaction,
                "DELETE FROM ledger.chain_block WHERE height <= ?",
                position.height() - ChainFollower.REMEMBERED_BLOCKS);
    }

    static void savePoolOutput(Connection transaction, OutPoint outPoint, long sats, int height) throws SQLException {
        String sql = "INSERT INTO ledger.pool_output (txid, vout, sats, height) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (txid, vout) DO UPDATE SET height = excluded.height";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, outPoint.txid().toString());
            statement.setInt(2, outPoint.index());
            statement.setLong(3, sats);
            statement.setInt(4, height);
            statement.executeUpdate();
        }
    }

    /** Notes which of a block's inputs spend coins that the books know. */
    static void saveSpends(Connection transaction, List<Transaction> block, Position position) throws SQLException {
        List<String> txids = new ArrayList<>();
        List<Integer> outputs = new ArrayList<>();
        List<String> spenders = new ArrayList<>();
        for (Transaction spender : block.subList(1, block.size())) {
            for (TransactionInput input : spender.inputs()) {
                txids.add(input.previousOutput().txid().toString());
                outputs.add(input.previousOutput().index());
                spenders.add(spender.txid().toString());
            }
        }
        if (txids.isEmpty()) {
            return;
        }
        String sql = "INSERT INTO ledger.coin_spend (txid, vout, spender, height, block_hash) SELECT f.*, ?, ? FROM ("
                + KNOWN_COINS + ") AS f ON CONFLICT (txid, vout) DO UPDATE SET spender = excluded.spender,"
                + " height = excluded.height, block_hash = excluded.block_hash";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, position.height());
            statement.setString(2, position.hash().toString());
            statement.setArray(3, transaction.createArrayOf("text", txids.toArray()));
            statement.setArray(4, transaction.createArrayOf("int4", outputs.toArray()));
            statement.setArray(5, transaction.createArrayOf("text", spenders.toArray()));
            statement.executeUpdate();
        }
    }
}
