package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import neman.bitcoin.psbt.Psbt;
import neman.bitcoin.psbt.PsbtCombiner;
import neman.bitcoin.transaction.MalformedBytesException;
import neman.payout.ledger.LedgerTransactions;

/**
 * Lets keys sign that the paying wallet does not hold: an approved batch's PSBT goes out, the signed one comes back. Where a
 * wallet wants several signers (multisig), each gets the same PSBT and what they bring back is combined, in any order. The payout
 * role then lets the wallet complete it, reads the bytes and compares them with what was approved, as for its own signatures.
 */
public final class OfflineSigner {
    /** Why something was refused, in order of precedence. */
    public enum Refusal {
        UNKNOWN_BATCH,
        /** Before approval nothing is to be signed, and after signing nothing is left to be. */
        NOT_APPROVED,
        NOT_A_PSBT,
        /** It would spend or pay something else. */
        OTHER_TRANSACTION,
        /** It says something else of an input or output than what was exported, or than another signer brought back. */
        CONTRADICTION
    }

    /** @param psbt base64; empty where it was refused */
    public record Export(Optional<Refusal> refusal, Optional<String> psbt) {}

    /** Characters of base64: 500 outputs and as many inputs with the transactions that they spend have room in it. */
    static final int MAX_PSBT_CHARACTERS = 8 << 20;

    private final LedgerTransactions transactions;
    private final InstantSource clock;

    public OfflineSigner(LedgerTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /** From now on somebody may sign it, so the batch can no longer be cancelled. */
    public Export export(long batchId) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> batch = BatchStore.lock(transaction, batchId);
            Optional<Refusal> refusal = refusalOf(batch);
            if (refusal.isPresent()) {
                return new Export(refusal, Optional.empty());
            }
            noteExport(transaction, batchId);
            return new Export(refusal, batch.get().psbt());
        });
    }

    private static Optional<Refusal> refusalOf(Optional<PayoutBatch> batch) {
        if (batch.isEmpty()) {
            return Optional.of(Refusal.UNKNOWN_BATCH);
        }
        return batch.get().state() == PayoutState.APPROVED ? Optional.empty() : Optional.of(Refusal.NOT_APPROVED);
    }

    private void noteExport(Connection transaction, long batchId) throws SQLException {
        String sql = "UPDATE ledger.payout_batch SET exported_at = coalesce(exported_at, ?) WHERE id = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC));
            statement.setLong(2, batchId);
            statement.executeUpdate();
        }
    }

    /**
     * Keeps what a signer brought back; the next pass of the payout role goes on with it.
     *
     * @param psbt base64, of the transaction that was exported
     * @return empty when it was taken
     */
    public Optional<Refusal> accept(long batchId, String psbt) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> batch = BatchStore.lock(transaction, batchId);
            Optional<Refusal> refusal = refusalOf(batch).or(() -> compare(batch.get(), psbt));
            return refusal.isPresent() ? refusal : combine(transaction, batchId, psbt);
        });
    }

    private static Optional<Refusal> compare(PayoutBatch batch, String psbt) {
        if (psbt.length() > MAX_PSBT_CHARACTERS) {
            return Optional.of(Refusal.NOT_A_PSBT);
        }
        try {
            PaymentTransaction asked = PaymentTransaction.ofPsbt(batch.psbt().orElseThrow());
            boolean same = PaymentTransaction.ofPsbt(psbt).txid().equals(asked.txid());
            Psbt.parseBase64(psbt);
            return same ? Optional.empty() : Optional.of(Refusal.OTHER_TRANSACTION);
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.NOT_A_PSBT);
        }
    }

    /** With what was exported and what other signers brought back. */
    private static Optional<Refusal> combine(Connection transaction, long batchId, String psbt) throws SQLException {
        Psbt before = Psbt.parseBase64(BatchStore.psbtToSign(transaction, batchId));
        try {
            Psbt combined = PsbtCombiner.combine(before, Psbt.parseBase64(psbt));
            BatchStore.saveImported(transaction, batchId, combined.toBase64());
            return Optional.empty();
        } catch (MalformedBytesException e) {
            return Optional.of(Refusal.CONTRADICTION);
        }
    }
}
