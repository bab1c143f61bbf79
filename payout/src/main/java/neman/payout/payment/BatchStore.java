package neman.payout.payment;

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
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.TransactionOutput;

/** SQL on {@code ledger.payout_batch} and what hangs on it, inside the caller's transaction. */
final class BatchStore {
    private static final String SELECT = "SELECT id, state, created_at, total_sats, fee_sats, psbt,"
            + " encode(digest, 'hex'), transaction, txid, block_hash, block_height, stopped,"
            + " (SELECT count(*) FROM ledger.payout_attempt a WHERE a.batch_id = id)::int, displaced_hash, displaced_height"
            + " FROM ledger.payout_batch ";

    /** Paid, as it seemed, by a block that another one has replaced. */
    private static final String UNSETTLED = "state = 'SETTLED' AND EXISTS (SELECT FROM ledger.chain_block c"
            + " WHERE c.height = block_height AND c.block_hash <> ledger.payout_batch.block_hash)";

    private BatchStore() {}

    static long insert(Connection transaction, PayoutPlan plan, Instant now) throws SQLException {
        String sql = "INSERT INTO ledger.payout_batch (state, created_at, total_sats, output_count)"
                + " VALUES ('RESERVED', ?, ?, ?) RETURNING id";
        long id;
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, utc(now));
            statement.setLong(2, plan.totalSats());
            statement.setInt(3, plan.outputs().size());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                id = row.getLong(1);
            }
        }
        insertItems(transaction, id, plan.items());
        return id;
    }

    private static void insertItems(Connection transaction, long batch, List<PayoutPlan.Item> items)
            throws SQLException {
        String sql = "INSERT INTO ledger.payout_item (batch_id, account, sats) VALUES (?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (PayoutPlan.Item item : items) {
                statement.setLong(1, batch);
                statement.setString(2, item.account());
                statement.setLong(3, item.sats());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Those that have a step before them, the oldest first. */
    static List<PayoutBatch> live(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(SELECT
                        + "WHERE state NOT IN ('SETTLED', 'CANCELLED', 'RELEASED') OR " + UNSETTLED + " ORDER BY id");
                ResultSet rows = statement.executeQuery()) {
            List<PayoutBatch> batches = new ArrayList<>();
            while (rows.next()) {
                batches.add(read(rows));
            }
            return batches;
        }
    }

    /** Locks the row until the transaction ends; empty where there is no such batch. */
    static Optional<PayoutBatch> lock(Connection transaction, long id) throws SQLException {
        return find(transaction, SELECT + "WHERE id = ? FOR UPDATE", id);
    }

    /** As it is now, for a look at it; empty where there is no such batch. */
    static Optional<PayoutBatch> find(Connection transaction, long id) throws SQLException {
        return find(transaction, SELECT + "WHERE id = ?", id);
    }

    private static Optional<PayoutBatch> find(Connection transaction, String sql, long id) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, id);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(read(rows)) : Optional.empty();
            }
        }
    }

    private static PayoutBatch read(ResultSet row) throws SQLException {
        return new PayoutBatch(
                row.getLong(1),
                PayoutState.valueOf(row.getString(2)),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getLong(4),
                row.getLong(5),
                Optional.ofNullable(row.getString(6)),
                Optional.ofNullable(row.getString(7)),
                Optional.ofNullable(row.getBytes(8)),
                Optional.ofNullable(row.getString(9)).map(Hash256::parse),
                position(row, 10),
                Optional.ofNullable(row.getString(12)),
                row.getInt(13),
                position(row, 14));
    }

    /** @param column of the hash, before that of the height */
    private static Optional<PayoutBatch.BlockPosition> position(ResultSet row, int column) throws SQLException {
        String hash = row.getString(column);
        return hash == null
                ? Optional.empty()
                : Optional.of(new PayoutBatch.BlockPosition(Hash256.parse(hash), row.getInt(column + 1)));
    }

    static Optional<Instant> lastCreated(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(
                        "SELECT max(created_at) FROM ledger.payout_batch WHERE state <> 'CANCELLED'");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Optional.ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        }
    }

    static List<PayoutPlan.Item> items(Connection transaction, Network network, long batch) throws SQLException {
        String sql = "SELECT account, sats FROM ledger.payout_item WHERE batch_id = ? ORDER BY account";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            List<PayoutPlan.Item> items = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String account = rows.getString(1);
                    items.add(new PayoutPlan.Item(account, PayoutAddress.parse(network, account), rows.getLong(2)));
                }
            }
            return items;
        }
    }

    /** Stores what was built. An input that another live batch spends is refused by the database. */
    static void saveTerms(Connection transaction, PaymentTerms terms, String psbt) throws SQLException {
        updateTerms(transaction, terms, psbt);
        String inputs = "INSERT INTO ledger.payout_input (batch_id, txid, vout, sats) VALUES (?, ?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(inputs)) {
            for (PaymentTerms.Input input : terms.inputs()) {
                statement.setLong(1, terms.batchId());
                statement.setString(2, input.outPoint().txid().toString());
                statement.setInt(3, input.outPoint().index());
                statement.setLong(4, input.sats());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** The terms that are to be approved now, of inputs that are recorded. */
    static void updateTerms(Connection transaction, PaymentTerms terms, String psbt) throws SQLException {
        String sql = "UPDATE ledger.payout_batch SET psbt = ?, fee_sats = ?, change_script = ?, change_sats = ?,"
                + " digest = ?, exported_at = NULL, imported_psbt = NULL WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, psbt);
            statement.setLong(2, terms.feeSats());
            statement.setBytes(3, terms.change().map(TransactionOutput::script).orElse(null));
            statement.setLong(4, terms.change().map(TransactionOutput::sats).orElse(0L));
            statement.setBytes(5, terms.digest());
            statement.setLong(6, terms.batchId());
            statement.executeUpdate();
        }
    }

    static void saveImported(Connection transaction, long batch, String psbt) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE ledger.payout_batch SET imported_psbt = ? WHERE id = ?")) {
            statement.setString(1, psbt);
            statement.setLong(2, batch);
            statement.executeUpdate();
        }
    }

    /** What is to be signed: as an offline signer brought it back, else as it was built. */
    static String psbtToSign(Connection transaction, long batch) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(
                "SELECT coalesce(imported_psbt, psbt) FROM ledger.payout_batch WHERE id = ?")) {
            statement.setLong(1, batch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    /** Whether somebody outside may have signed it. */
    static boolean isExported(Connection transaction, long batch) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT exported_at IS NOT NULL FROM ledger.payout_batch WHERE id = ?")) {
            statement.setLong(1, batch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /** The terms as stored; the caller compares their digest with the batch's. */
    static PaymentTerms terms(Connection transaction, Network network, PayoutBatch batch) throws SQLException {
        return new PaymentTerms(
                batch.id(),
                inputs(transaction, batch.id()),
                PayoutPlan.outputs(items(transaction, network, batch.id())),
                change(transaction, batch.id()),
                batch.feeSats());
    }

    static List<PaymentTerms.Input> inputs(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT txid, vout, sats FROM ledger.payout_input WHERE batch_id = ? ORDER BY txid, vout";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            List<PaymentTerms.Input> inputs = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    OutPoint outPoint = new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2));
                    inputs.add(new PaymentTerms.Input(outPoint, rows.getLong(3)));
                }
            }
            return inputs;
        }
    }

    private static Optional<TransactionOutput> change(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT change_script, change_sats FROM ledger.payout_batch WHERE id = ?"
                + " AND change_script IS NOT NULL";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(new TransactionOutput(rows.getBytes(1), rows.getLong(2)))
                        : Optional.empty();
            }
        }
    }

    static void saveBlock(Connection transaction, long batch, PayoutBatch.BlockPosition block) throws SQLException {
        String sql = "UPDATE ledger.payout_batch SET block_hash = ?, block_height = ? WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, block.hash().toString());
            statement.setInt(2, block.height());
            statement.setLong(3, batch);
            statement.executeUpdate();
        }
    }

    static void releaseInputs(Connection transaction, long batch) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE ledger.payout_input SET live = false WHERE batch_id = ?")) {
            statement.setLong(1, batch);
            statement.executeUpdate();
        }
    }

    /** What payouts that are not decided yet spend, or may spend. */
    static List<OutPoint> coinsUnderWay(Connection transaction) throws SQLException {
        return outPoints(
                transaction,
                "SELECT i.txid, i.vout FROM ledger.payout_input i JOIN ledger.payout_batch b ON b.id = i.batch_id"
                        + " WHERE i.live AND b.state NOT IN ('SETTLED', 'CANCELLED', 'RELEASED')");
    }

    private static List<OutPoint> outPoints(Connection transaction, String sql) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<OutPoint> outPoints = new ArrayList<>();
            while (rows.next()) {
                outPoints.add(new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2)));
            }
            return outPoints;
        }
    }

    /** Inputs of cancelled batches that may still be locked in the wallet, and that no live batch spends. */
    static List<OutPoint> lockedInputsOfCancelled(Connection transaction) throws SQLException {
        String sql = "SELECT i.txid, i.vout FROM ledger.payout_input i WHERE NOT i.live AND NOT i.unlocked"
                + " AND NOT EXISTS (SELECT FROM ledger.payout_input l"
                + " WHERE l.live AND l.txid = i.txid AND l.vout = i.vout)";
        return outPoints(transaction, sql);
    }

    static void markUnlocked(Connection transaction, List<OutPoint> outPoints) throws SQLException {
        String sql = "UPDATE ledger.payout_input SET unlocked = true WHERE NOT live AND txid = ? AND vout = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            for (OutPoint outPoint : outPoints) {
                statement.setString(1, outPoint.txid().toString());
                statement.setInt(2, outPoint.index());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** Moves a batch on and notes the event. Only one that is CONFIRMED or SETTLED has a block. */
    static void moveTo(
            Connection transaction, long batch, PayoutState state, String actor, OptionalLong journal, Instant now)
            throws SQLException {
        String sql = "UPDATE ledger.payout_batch SET state = ?,"
                + " block_hash = CASE WHEN ? IN ('CONFIRMED', 'SETTLED') THEN block_hash END,"
                + " block_height = CASE WHEN ? IN ('CONFIRMED', 'SETTLED') THEN block_height END WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, state.name());
            statement.setString(2, state.name());
            statement.setString(3, state.name());
            statement.setLong(4, batch);
            statement.executeUpdate();
        }
        String event =
                "INSERT INTO ledger.payout_event (batch_id, state, at, actor, journal_id) VALUES (?, ?, ?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(event)) {
            statement.setLong(1, batch);
            statement.setString(2, state.name());
            statement.setObject(3, utc(now));
            statement.setString(4, actor);
            if (journal.isPresent()) {
                statement.setLong(5, journal.getAsLong());
            } else {
                statement.setNull(5, Types.BIGINT);
            }
            statement.executeUpdate();
        }
    }

    static void saveDisplacement(Connection transaction, long batch, ChainScan.Position tip) throws SQLException {
        String sql = "UPDATE ledger.payout_batch SET displaced_height = ?, displaced_hash = ? WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setInt(1, tip.height());
            statement.setString(2, tip.hash().toString());
            statement.setLong(3, batch);
            statement.executeUpdate();
        }
    }

    /** How often a batch came to a state. */
    static int arrivals(Connection transaction, long batch, PayoutState state) throws SQLException {
        String sql = "SELECT count(*) FROM ledger.payout_event WHERE batch_id = ? AND state = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            statement.setString(2, state.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    /** When it last came to a state; it has been there. */
    static Instant lastArrival(Connection transaction, long batch, PayoutState state) throws SQLException {
        String sql = "SELECT at FROM ledger.payout_event WHERE batch_id = ? AND state = ? ORDER BY id DESC LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            statement.setString(2, state.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getObject(1, OffsetDateTime.class).toInstant();
            }
        }
    }

    /** The journal of its last arrival at a state. */
    static long journalOf(Connection transaction, long batch, PayoutState state) throws SQLException {
        String sql =
                "SELECT journal_id FROM ledger.payout_event WHERE batch_id = ? AND state = ? ORDER BY id DESC LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            statement.setString(2, state.name());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Nothing moves any more until a person clears it. */
    static void stop(Connection transaction, long batch, String reason) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("UPDATE ledger.payout_batch SET stopped = ? WHERE id = ?")) {
            statement.setString(1, reason);
            statement.setLong(2, batch);
            statement.executeUpdate();
        }
    }

    /** Coins in the paying wallet, as the books have it, beyond what miners can ask for and the fees already given away. */
    static long unboundSats(Connection transaction) throws SQLException {
        String sql = "SELECT coalesce(sum(b.amount_sat), 0)::bigint - (SELECT coalesce(sum(fee), 0) FROM ("
                + " SELECT max(t.fee_sats) AS fee FROM ledger.payout_attempt t JOIN ledger.payout_batch p ON p.id = t.batch_id"
                + " WHERE p.state NOT IN ('SETTLED', 'RELEASED') GROUP BY p.id) AS fees)::bigint FROM ledger.account a"
                + " JOIN ledger.balance b ON b.account_id = a.id WHERE a.code IN ('asset:hot', 'asset:payout-in-flight')"
                + " OR a.party IS NOT NULL AND a.code NOT LIKE '%:pending'";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
