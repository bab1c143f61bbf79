package neman.payout.payment;

import java.security.PublicKey;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.OutPoint;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.AppendResult;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;

/** What an operator decides about payouts. Each call is one transaction; a refusal is the answer's to tell. */
public final class PayoutOperations {
    /** Why something was refused, in order of precedence. */
    public enum Refusal {
        UNKNOWN_BATCH,
        /** From SIGNED on bytes exist that can spend the inputs: nothing is given back. */
        ALREADY_SIGNED,
        ALREADY_CANCELLED,
        /** Its PSBT left the pool: somebody may have signed it. */
        EXPORTED,
        NOT_BUILT,
        NOT_STOPPED,
        UNKNOWN_KEY,
        WRONG_SIGNATURE
    }

    private final LedgerTransactions transactions;
    private final List<PublicKey> approvers;
    private final InstantSource clock;

    public PayoutOperations(LedgerTransactions transactions, List<PublicKey> approvers, InstantSource clock) {
        this.transactions = transactions;
        this.approvers = List.copyOf(approvers);
        this.clock = clock;
    }

    /**
     * Gives a batch back to the miners, before it is signed.
     *
     * @return empty when it is cancelled now
     */
    public Optional<Refusal> cancel(long batchId, String operator, String reason) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> batch = BatchStore.lock(transaction, batchId);
            if (batch.isEmpty()) {
                return Optional.of(Refusal.UNKNOWN_BATCH);
            }
            if (batch.get().state().isSigned() || batch.get().attempts() > 0) {
                return Optional.of(Refusal.ALREADY_SIGNED);
            }
            if (batch.get().state() == PayoutState.CANCELLED) {
                return Optional.of(Refusal.ALREADY_CANCELLED);
            }
            if (BatchStore.isExported(transaction, batchId)) {
                return Optional.of(Refusal.EXPORTED);
            }
            Instant now = clock.instant();
            long reserving = BatchStore.journalOf(transaction, batchId, PayoutState.RESERVED);
            AppendResult journal = Ledger.append(
                    transaction,
                    PayoutJournals.cancelled(
                            batchId, reserving, Ledger.linesOf(transaction, reserving), operator, reason, now));
            BatchStore.releaseInputs(transaction, batchId);
            BatchStore.moveTo(
                    transaction, batchId, PayoutState.CANCELLED, operator, OptionalLong.of(journal.journalId()), now);
            for (Alarm.Code code : Alarm.Code.values()) {
                Alarms.clear(transaction, code, Long.toString(batchId), now);
            }
            return Optional.<Refusal>empty();
        });
    }

    /**
     * Adds an operator's approval of a batch that is built.
     *
     * @param signature Ed25519 over the 32 bytes of the batch's digest
     * @return empty when it counts
     */
    public Optional<Refusal> approve(long batchId, PublicKey key, byte[] signature) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> batch = BatchStore.lock(transaction, batchId);
            if (batch.isEmpty()) {
                return Optional.of(Refusal.UNKNOWN_BATCH);
            }
            if (batch.get().digest().isEmpty()) {
                return Optional.of(Refusal.NOT_BUILT);
            }
            if (!approvers.contains(key)) {
                return Optional.of(Refusal.UNKNOWN_KEY);
            }
            byte[] digest = HexFormat.of().parseHex(batch.get().digest().get());
            if (!ApprovalCheck.verifies(key, digest, signature)) {
                return Optional.of(Refusal.WRONG_SIGNATURE);
            }
            String sql = "INSERT INTO ledger.payout_approval (batch_id, public_key, signature, at) VALUES (?, ?, ?, ?)"
                    + " ON CONFLICT (batch_id, public_key, signature) DO NOTHING";
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setLong(1, batchId);
                statement.setBytes(2, key.getEncoded());
                statement.setBytes(3, signature);
                statement.setObject(4, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
                statement.executeUpdate();
            }
            return Optional.<Refusal>empty();
        });
    }

    /** Lets a stopped batch try its step again, once a person has looked. Empty when it may. */
    public Optional<Refusal> resume(long batchId) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> batch = BatchStore.lock(transaction, batchId);
            if (batch.isEmpty()) {
                return Optional.of(Refusal.UNKNOWN_BATCH);
            }
            if (batch.get().stopped().isEmpty()) {
                return Optional.of(Refusal.NOT_STOPPED);
            }
            BatchStore.stop(transaction, batchId, null);
            Alarms.clear(transaction, Alarm.Code.PAYOUT_STOPPED, Long.toString(batchId), clock.instant());
            return Optional.<Refusal>empty();
        });
    }

    /** An operator answers for a spend of the pool's coins that no payout made. A repeat changes nothing. */
    public void acknowledgeSpend(OutPoint outPoint, String operator, String reason) throws SQLException {
        transactions.execute(transaction -> {
            String sql = "INSERT INTO ledger.acknowledged_spend (txid, vout, actor, reason, at) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (txid, vout) DO NOTHING";
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setString(1, outPoint.txid().toString());
                statement.setInt(2, outPoint.index());
                statement.setString(3, operator);
                statement.setString(4, reason);
                statement.setObject(5, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
                statement.executeUpdate();
            }
            Alarms.clear(transaction, Alarm.Code.UNKNOWN_SPEND, outPoint.toString(), clock.instant());
        });
    }
}
