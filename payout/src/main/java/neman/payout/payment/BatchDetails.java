package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.PaymentOutput;

/**
 * All that the books know of one batch, for a person who decides about it.
 *
 * @param outputs what it pays, one for each output script
 * @param terms empty before it is built, and where a cancelled one never was
 * @param exported whether its PSBT left the pool
 * @param imported whether a signed PSBT came back
 * @param events the first one first
 * @param approvals that were stored, for these terms or for earlier ones, in the order in which they came
 * @param attempts the transactions that were signed, the first one first
 */
public record BatchDetails(
        PayoutBatch batch,
        List<PaymentOutput> outputs,
        Optional<PaymentTerms> terms,
        boolean exported,
        boolean imported,
        List<Event> events,
        List<Approval> approvals,
        List<Attempt> attempts) {

    /** It came to a state. */
    public record Event(PayoutState state, Instant at, String actor) {}

    /**
     * @param publicKey X.509 SubjectPublicKeyInfo
     * @param signature Ed25519
     */
    public record Approval(byte[] publicKey, byte[] signature, Instant at) {}

    /** A transaction that may be in circulation. */
    public record Attempt(int number, Hash256 txid, long feeSats) {}

    /** Empty where there is no such batch. Reads in the caller's transaction and locks nothing. */
    public static Optional<BatchDetails> find(Connection transaction, Network network, long id) throws SQLException {
        Optional<PayoutBatch> found = BatchStore.find(transaction, id);
        return found.isEmpty() ? Optional.empty() : Optional.of(of(transaction, network, found.get()));
    }

    private static BatchDetails of(Connection transaction, Network network, PayoutBatch batch) throws SQLException {
        return new BatchDetails(
                batch,
                PayoutPlan.outputs(BatchStore.items(transaction, network, batch.id())),
                batch.digest().isEmpty()
                        ? Optional.empty()
                        : Optional.of(BatchStore.terms(transaction, network, batch)),
                BatchStore.isExported(transaction, batch.id()),
                isImported(transaction, batch.id()),
                events(transaction, batch.id()),
                approvals(transaction, batch.id()),
                AttemptStore.attempts(transaction, batch.id()).stream()
                        .map(attempt -> new Attempt(attempt.number(), attempt.txid(), attempt.feeSats()))
                        .toList());
    }

    /** The numbers of those whose terms wait for something outside: {@link PayoutState#BUILT} or {@code APPROVED}. */
    public static List<Long> in(Connection transaction, PayoutState state) throws SQLException {
        String sql = "SELECT id FROM ledger.payout_batch WHERE state = ? AND stopped IS NULL ORDER BY id";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, state.name());
            List<Long> ids = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getLong(1));
                }
            }
            return List.copyOf(ids);
        }
    }

    /** How many transactions were ever signed for a batch. */
    public static int attempts(Connection transaction, long batch) throws SQLException {
        return AttemptStore.attempts(transaction, batch).size();
    }

    /** Whether a signed PSBT came back for the terms that stand now. */
    public static boolean isImported(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT imported_psbt IS NOT NULL FROM ledger.payout_batch WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static List<Event> events(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT state, at, actor FROM ledger.payout_event WHERE batch_id = ? ORDER BY id";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            List<Event> events = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    events.add(new Event(PayoutState.valueOf(rows.getString(1)), instant(rows, 2), rows.getString(3)));
                }
            }
            return List.copyOf(events);
        }
    }

    private static List<Approval> approvals(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT public_key, signature, at FROM ledger.payout_approval WHERE batch_id = ?"
                + " ORDER BY at, public_key";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            List<Approval> approvals = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    approvals.add(new Approval(rows.getBytes(1), rows.getBytes(2), instant(rows, 3)));
                }
            }
            return List.copyOf(approvals);
        }
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Whether the stored terms are still those that operators were asked to approve. */
    public boolean isUnaltered() {
        return terms.isPresent()
                && Arrays.equals(
                        terms.get().digest(),
                        HexFormat.of().parseHex(batch.digest().orElseThrow()));
    }

    /** Whether an approval is one of the terms that stand now. */
    public boolean approves(Approval approval, java.security.PublicKey key) {
        return terms.isPresent()
                && Arrays.equals(key.getEncoded(), approval.publicKey())
                && ApprovalCheck.verifies(key, terms.get().digest(), approval.signature());
    }
}
