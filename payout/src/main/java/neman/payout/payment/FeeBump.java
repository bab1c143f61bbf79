package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import neman.bitcoin.Network;
import neman.bitcoin.node.TransactionOutput;
import neman.bitcoin.psbt.Psbt;
import neman.payout.ledger.LedgerTransactions;

/**
 * Replaces a payment that waits for too long (BIP125): the same coins, the same payments, a higher fee out of the change. So at
 * most one of the transactions can confirm, whichever it is.
 *
 * <p>The batch is BUILT again, and approved, signed and sent as before; what was sent first stays a cheque in circulation.
 */
public final class FeeBump {
    /** Why something was refused, in order of precedence. */
    public enum Refusal {
        UNKNOWN_BATCH,
        /** Only what is signed and not in a block can be replaced; a stopped batch waits for a person first. */
        NOT_WAITING,
        FEE_TOO_HIGH,
        /** A node relays a replacement that pays for all before it and for its own bytes. */
        FEE_NOT_HIGHER,
        NO_CHANGE_LEFT,
        /** The pool has not so much of its own. */
        MINERS_MONEY
    }

    private static final Set<PayoutState> WAITING =
            EnumSet.of(PayoutState.SIGNED, PayoutState.BROADCAST, PayoutState.SEEN);
    /** What nodes ask of each replacement for its own relay, by default. */
    private static final long INCREMENTAL_SAT_PER_VB = 1;
    /** Above the dust limit of every segwit script. */
    private static final long LEAST_CHANGE_SATS = 546;

    private final LedgerTransactions transactions;
    private final Network network;
    private final long feeRateMaxSatPerVb;
    private final InstantSource clock;

    public FeeBump(LedgerTransactions transactions, Network network, long feeRateMaxSatPerVb, InstantSource clock) {
        this.transactions = transactions;
        this.network = network;
        this.feeRateMaxSatPerVb = feeRateMaxSatPerVb;
        this.clock = clock;
    }

    /**
     * @param feeRateSatPerVb of the replacement
     * @return empty when the batch is BUILT again
     */
    public Optional<Refusal> replace(long batchId, long feeRateSatPerVb, String operator) throws SQLException {
        return transactions.run(transaction -> {
            Optional<PayoutBatch> batch = BatchStore.lock(transaction, batchId);
            if (batch.isEmpty()) {
                return Optional.of(Refusal.UNKNOWN_BATCH);
            }
            if (!WAITING.contains(batch.get().state()) || batch.get().stopped().isPresent()) {
                return Optional.of(Refusal.NOT_WAITING);
            }
            if (feeRateSatPerVb > feeRateMaxSatPerVb) {
                return Optional.of(Refusal.FEE_TOO_HIGH);
            }
            return replace(transaction, batch.get(), feeRateSatPerVb, operator);
        });
    }

    private Optional<Refusal> replace(Connection transaction, PayoutBatch batch, long feeRateSatPerVb, String operator)
            throws SQLException {
        long virtualBytes = PaymentTransaction.decode(batch.signedBytes()).virtualBytes();
        long feeSats = Math.multiplyExact(feeRateSatPerVb, virtualBytes);
        long bookedFeeSats = AttemptStore.bookedFeeSats(transaction, batch.id());
        if (feeSats < bookedFeeSats + INCREMENTAL_SAT_PER_VB * virtualBytes) {
            return Optional.of(Refusal.FEE_NOT_HIGHER);
        }
        PaymentTerms before = BatchStore.terms(transaction, network, batch);
        long changeSats = before.change().map(TransactionOutput::sats).orElse(0L) - (feeSats - before.feeSats());
        if (changeSats < LEAST_CHANGE_SATS) {
            return Optional.of(Refusal.NO_CHANGE_LEFT);
        }
        if (feeSats - bookedFeeSats > BatchStore.unboundSats(transaction)) {
            return Optional.of(Refusal.MINERS_MONEY);
        }
        byte[] script = before.change().orElseThrow().script();
        PaymentTerms after = new PaymentTerms(
                batch.id(),
                before.inputs(),
                before.payments(),
                Optional.of(new TransactionOutput(script, changeSats)),
                feeSats);
        Instant now = clock.instant();
        BatchStore.updateTerms(transaction, after, replaced(batch.psbt().orElseThrow(), script, changeSats));
        BatchStore.moveTo(transaction, batch.id(), PayoutState.BUILT, operator, OptionalLong.empty(), now);
        return Optional.empty();
    }

    /**
     * The same PSBT, with what it says of its inputs and outputs, but for the amount of the change: the last output, as it was asked
     * for. The amount that stands there may be that of an earlier replacement.
     */
    private static String replaced(String psbt, byte[] changeScript, long changeSats) {
        Psbt before = Psbt.parseBase64(psbt);
        List<neman.bitcoin.transaction.TransactionOutput> outputs =
                before.unsignedTransaction().outputs();
        int index = outputs.size() - 1;
        while (!Arrays.equals(outputs.get(index).script(), changeScript)) {
            index--;
        }
        return before.withOutputSats(index, changeSats).toBase64();
    }
}
