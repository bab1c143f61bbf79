package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.TransactionOutput;

/** SQL on {@code ledger.payout_attempt} and on the spends of what the attempts spend, inside the caller's transaction. */
final class AttemptStore {
    /** A transaction that was signed for a batch. */
    record Attempt(int number, Hash256 txid, long feeSats) {}

    /** A coin of a batch that a transaction of the active chain spends. */
    record Spend(OutPoint coin, Hash256 spender, PayoutBatch.BlockPosition block) {}

    private AttemptStore() {}

    /** Adds the attempt that is in force from now on. */
    static void save(
            Connection transaction, PayoutBatch batch, byte[] bytes, PaymentTransaction signed, PaymentTerms terms)
            throws SQLException {
        String sql = "INSERT INTO ledger.payout_attempt (batch_id, attempt, transaction, txid, fee_sats, change_script,"
                + " change_sats, change_vout, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch.id());
            statement.setInt(2, batch.attempts() + 1);
            statement.setBytes(3, bytes);
            statement.setString(4, signed.txid().toString());
            statement.setLong(5, terms.feeSats());
            statement.setBytes(6, terms.change().map(TransactionOutput::script).orElse(null));
            statement.setLong(7, terms.change().map(TransactionOutput::sats).orElse(0L));
            OptionalInt changeIndex = terms.changeIndexIn(signed);
            if (changeIndex.isPresent()) {
                statement.setInt(8, changeIndex.getAsInt());
            } else {
                statement.setNull(8, Types.INTEGER);
            }
            statement.setBytes(9, HexFormat.of().parseHex(batch.digest().orElseThrow()));
            statement.executeUpdate();
        }
        putInForce(transaction, batch.id(), batch.attempts() + 1);
    }

    /** The batch shows this attempt: its bytes, its fee, its change. */
    static void putInForce(Connection transaction, long batch, int attempt) throws SQLException {
        String sql =
                "UPDATE ledger.payout_batch b SET transaction = a.transaction, txid = a.txid, fee_sats = a.fee_sats,"
                        + " change_script = a.change_script, change_sats = a.change_sats, change_vout = a.change_vout,"
                        + " digest = a.digest FROM ledger.payout_attempt a"
                        + " WHERE b.id = ? AND a.batch_id = b.id AND a.attempt = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            statement.setInt(2, attempt);
            statement.executeUpdate();
        }
    }

    /** The first one first. */
    static List<Attempt> attempts(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT attempt, txid, fee_sats FROM ledger.payout_attempt WHERE batch_id = ? ORDER BY attempt";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            List<Attempt> attempts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    attempts.add(new Attempt(rows.getInt(1), Hash256.parse(rows.getString(2)), rows.getLong(3)));
                }
            }
            return attempts;
        }
    }

    static byte[] bytes(Connection transaction, long batch, int attempt) throws SQLException {
        String sql = "SELECT transaction FROM ledger.payout_attempt WHERE batch_id = ? AND attempt = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            statement.setInt(2, attempt);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBytes(1);
            }
        }
    }

    /** What the books hold in flight for fees: a replacement adds what it pays more. 0 before anything is signed. */
    static long bookedFeeSats(Connection transaction, long batch) throws SQLException {
        return attempts(transaction, batch).stream()
                .mapToLong(Attempt::feeSats)
                .max()
                .orElse(0);
    }

    static List<Spend> spends(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT s.txid, s.vout, s.spender, s.block_hash, s.height FROM ledger.payout_input i"
                + " JOIN ledger.coin_spend s ON s.txid = i.txid AND s.vout = i.vout WHERE i.batch_id = ?"
                + " ORDER BY s.txid, s.vout";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            List<Spend> spends = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    spends.add(new Spend(
                            new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2)),
                            Hash256.parse(rows.getString(3)),
                            new PayoutBatch.BlockPosition(Hash256.parse(rows.getString(4)), rows.getInt(5))));
                }
            }
            return spends;
        }
    }

    /**
     * A coin that cannot come to be unless the chain comes back: of a block of ours that was replaced, or the change of a
     * payout that was released, or of an attempt in whose place another one confirmed.
     */
    static Optional<OutPoint> lostCoin(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT i.txid, i.vout FROM ledger.payout_input i WHERE i.batch_id = ? AND ("
                + " EXISTS (SELECT FROM ledger.block b WHERE b.coinbase_txid = i.txid AND b.state = 'ORPHANED')"
                + " OR EXISTS (SELECT FROM ledger.payout_attempt a JOIN ledger.payout_batch p ON p.id = a.batch_id"
                + " WHERE a.txid = i.txid AND (p.state = 'RELEASED'"
                + " OR p.state IN ('CONFIRMED', 'SETTLED') AND p.txid <> a.txid))) LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2)))
                        : Optional.empty();
            }
        }
    }
}
