package neman.payout.payment;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.FinalizedPsbt;
import neman.bitcoin.node.FundedPsbt;
import neman.bitcoin.node.FundingOptions;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.ProcessedPsbt;
import neman.bitcoin.node.RpcErrorException;
import neman.bitcoin.node.TransactionOutput;
import neman.bitcoin.node.TxOut;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.settings.PayoutSettings;

/**
 * From RESERVED to SIGNED: everything before the first byte leaves for the network.
 *
 * <p>Each method is one step. A kill inside repeats it: choosing inputs anew harms nobody while none are recorded, and signing
 * the same PSBT anew gives the same transaction id, since witnesses are not part of it.
 */
final class PaymentPreparation {
    /** Above this many blocks of waiting a miner would ask where his payment is. */
    private static final int CONFIRMATION_TARGET_BLOCKS = 6;
    /** Where there is no fee market to learn from: twice what nodes relay. */
    private static final long PRIVATE_CHAIN_SAT_PER_VB = 2;

    /** Part of each of the reasons that nodes ever gave for a script or a signature that fails. */
    private static final String WRONG_SIGNATURE = "script-verify-flag";

    private static final int MIN_WITNESS_SCRIPT_BYTES = 4;
    private static final int MAX_WITNESS_SCRIPT_BYTES = 42;

    private final LedgerTransactions transactions;
    private final BatchMoves moves;
    private final WalletClient wallet;
    private final ApprovalCheck approvals;
    private final BatchScreening screening;
    private final PayoutSettings settings;
    private final Network network;

    PaymentPreparation(
            LedgerTransactions transactions,
            BatchMoves moves,
            WalletClient wallet,
            BatchScreening screening,
            PayoutSettings settings,
            Network network) {
        this.transactions = transactions;
        this.moves = moves;
        this.wallet = wallet;
        this.approvals = new ApprovalCheck(settings.approvers());
        this.screening = screening;
        this.settings = settings;
        this.network = network;
    }

    /** RESERVED → BUILT: the wallet chooses inputs, and we read what it chose. */
    boolean build(PayoutBatch batch) throws SQLException, NodeException {
        lockCoinsOfOthers();
        List<PaymentOutput> payments =
                PayoutPlan.outputs(transactions.run(transaction -> BatchStore.items(transaction, network, batch.id())));
        FundedPsbt funded;
        try {
            funded = wallet.createFundedPsbt(payments, funding(settings, network));
        } catch (RpcErrorException e) {
            return notFunded(batch, e.getMessage());
        }
        try {
            return buildFrom(batch, payments, funded);
        } catch (IllegalArgumentException e) {
            return moves.stop(batch, "the wallet built something else than was asked for: " + e.getMessage());
        }
    }

    /**
     * A wallet forgets its lock of a coin when it sees the coin spent, and offers it again when that transaction is displaced or
     * forgotten. Its payout may still confirm, so the lock is put back.
     */
    private void lockCoinsOfOthers() throws SQLException, NodeException {
        List<OutPoint> coins = transactions.run(BatchStore::coinsUnderWay);
        if (coins.isEmpty()) {
            return;
        }
        Set<OutPoint> locked = Set.copyOf(wallet.lockedOutPoints());
        for (OutPoint coin : coins) {
            if (!locked.contains(coin) && wallet.txOut(coin, true).isPresent()) {
                wallet.lockUnspent(List.of(coin), true);
            }
        }
    }

    /** @throws IllegalArgumentException where the PSBT does not say what was asked for */
    private boolean buildFrom(PayoutBatch batch, List<PaymentOutput> payments, FundedPsbt funded)
            throws SQLException, NodeException {
        PaymentTransaction unsigned = PaymentTransaction.ofPsbt(funded.psbt());
        Optional<List<PaymentTerms.Input>> inputs = confirmedSegwitInputs(unsigned);
        if (inputs.isEmpty()) {
            return notFunded(batch, "the wallet chose an input that is unconfirmed or not segwit");
        }
        PaymentTerms terms = PaymentTerms.of(batch.id(), payments, inputs.get(), unsigned);
        if (terms.change().isPresent() && !isOurs(terms.change().get())) {
            return moves.stop(batch, "the wallet's change goes to a script that is not its own");
        }
        if (terms.feeSats() > feeLimit(unsigned)) {
            return notFunded(batch, "the fee of " + terms.feeSats() + " sat is above the highest fee rate allowed");
        }
        long unbound = transactions.run(BatchStore::unboundSats);
        if (terms.feeSats() > unbound) {
            return notFunded(batch, "the network fee of " + terms.feeSats() + " sat would come out of miners' money");
        }
        return moves.move(batch, PayoutState.BUILT, (transaction, current, now) -> {
            BatchStore.saveTerms(transaction, terms, funded.psbt());
            return Optional.empty();
        });
    }

    /** How each payout chooses its inputs and its fee. */
    static FundingOptions funding(PayoutSettings settings, Network network) {
        return switch (network) {
            case REGTEST, SANDBOX ->
                FundingOptions.atFeeRate(Math.min(PRIVATE_CHAIN_SAT_PER_VB, settings.feeRateMaxSatPerVb()));
            case MAINNET, TESTNET4, SIGNET -> FundingOptions.confirmedWithin(CONFIRMATION_TARGET_BLOCKS);
        };
    }

    private boolean notFunded(PayoutBatch batch, String reason) throws SQLException {
        return moves.postpone(
                batch,
                Alarm.Code.PAYOUT_NOT_FUNDED,
                reason,
                "it is tried again by itself; look at the wallet's confirmed coins, its fee estimate and"
                        + " payout.fee-rate-max-sat-vb, or deposit");
    }

    /** Empty where one is not: only segwit inputs keep the txid fixed, only confirmed ones cannot vanish under us. */
    private Optional<List<PaymentTerms.Input>> confirmedSegwitInputs(PaymentTransaction unsigned) throws NodeException {
        List<PaymentTerms.Input> inputs = new ArrayList<>();
        for (OutPoint outPoint : unsigned.inputs()) {
            Optional<TxOut> spent = wallet.txOut(outPoint, false);
            if (spent.isEmpty() || !isSegwit(spent.get().script())) {
                return Optional.empty();
            }
            inputs.add(new PaymentTerms.Input(outPoint, spent.get().sats()));
        }
        return Optional.of(inputs);
    }

    /** BIP141: a version, OP_0 or OP_1 … OP_16, and one push of 2 to 40 bytes. */
    private static boolean isSegwit(byte[] script) {
        boolean version = script.length > 0 && (script[0] == 0 || script[0] >= 0x51 && script[0] <= 0x60);
        return version
                && script.length >= MIN_WITNESS_SCRIPT_BYTES
                && script.length <= MAX_WITNESS_SCRIPT_BYTES
                && script[1] == script.length - 2;
    }

    private boolean isOurs(TransactionOutput change) throws NodeException {
        Optional<PayoutAddress> address = OutputAddress.of(network, change.script());
        return address.isPresent() && wallet.addressInfo(address.get()).mine();
    }

    /** Signatures are missing yet; no common segwit input is smaller than one that spends a taproot key. */
    private long feeLimit(PaymentTransaction unsigned) {
        int leastWitnessVirtualBytes = 16;
        long virtualBytes = unsigned.virtualBytes()
                + (long) leastWitnessVirtualBytes * unsigned.inputs().size();
        return Math.multiplyExact(settings.feeRateMaxSatPerVb(), virtualBytes);
    }

    /**
     * BUILT → APPROVED, when enough operators signed. The inputs are locked in the wallet first, each time anew: it costs
     * nothing where they are locked already. Those of a replacement are spent already, as far as the wallet knows.
     */
    boolean approve(PayoutBatch batch) throws SQLException, NodeException {
        PaymentTerms terms = transactions.run(transaction -> BatchStore.terms(transaction, network, batch));
        if (!isApproved(batch, terms)) {
            return moves.stop(batch, "what is stored no longer has the digest that was to be approved");
        }
        if (batch.attempts() == 0) {
            wallet.lockUnspent(
                    terms.inputs().stream().map(PaymentTerms.Input::outPoint).toList(), true);
        }
        return approvalsOf(batch) >= settings.approvals() && moves.move(batch, PayoutState.APPROVED);
    }

    private long approvalsOf(PayoutBatch batch) throws SQLException {
        return settings.approvals() == 0
                ? 0
                : transactions.run(transaction -> approvals.validSignatures(transaction, batch));
    }

    private static boolean isApproved(PayoutBatch batch, PaymentTerms terms) {
        return HexFormat.of().formatHex(terms.digest()).equals(batch.digest().orElseThrow());
    }

    /**
     * APPROVED → SIGNED: the complete bytes are read by us, compared with what was approved, and stored. The approvals are
     * counted again: the word in the batch's row is not what operators signed.
     */
    boolean sign(PayoutBatch batch) throws SQLException, NodeException {
        long approved = approvalsOf(batch);
        if (approved < settings.approvals()) {
            return moves.stop(
                    batch,
                    approved + " of " + settings.approvals()
                            + " operators approved it; approve it, then let it go on, or cancel it");
        }
        ProcessedPsbt processed =
                wallet.processPsbt(transactions.run(transaction -> BatchStore.psbtToSign(transaction, batch.id())));
        FinalizedPsbt finalized = wallet.finalizePsbt(processed.psbt());
        if (finalized.transaction().isEmpty()) {
            return moves.postpone(
                    batch,
                    Alarm.Code.PAYOUT_NOT_SIGNED,
                    "the wallet does not hold the keys of every input",
                    "./pool payout export " + batch.id() + ", sign, ./pool payout import FILE");
        }
        try {
            return store(batch, finalized.transaction().get());
        } catch (IllegalArgumentException e) {
            return moves.stop(batch, "the wallet signed something else: " + e.getMessage());
        }
    }

    /**
     * What signers outside bring back may be signed with another key. Once stored it would be sent for ever and never relayed, so
     * the node looks at the signatures first; what else keeps it out of the mempool now may pass.
     *
     * @throws IllegalArgumentException where the bytes are not a transaction, or the stored terms do not add up
     */
    private boolean store(PayoutBatch batch, byte[] bytes) throws SQLException, NodeException {
        PaymentTransaction signed = PaymentTransaction.decode(bytes);
        PaymentTerms terms = transactions.run(transaction -> BatchStore.terms(transaction, network, batch));
        if (!isApproved(batch, terms)) {
            return moves.stop(batch, "what is stored no longer has the digest that was approved");
        }
        Optional<String> difference = terms.differenceTo(signed, settings.feeRateMaxSatPerVb());
        if (difference.isPresent()) {
            return moves.stop(batch, "the wallet signed something else: " + difference.get());
        }
        String rejected = wallet.testMempoolAccept(bytes).rejectReason();
        if (rejected.contains(WRONG_SIGNATURE)) {
            return moves.postpone(
                    batch,
                    Alarm.Code.PAYOUT_REFUSED_BY_NODE,
                    "a signature does not hold: " + rejected,
                    "have it signed again and import that; a later signature takes the place of the wrong one");
        }
        BatchMoves.Objection held = transaction -> screening.reasonAgainst(transaction, batch);
        return moves.move(batch, PayoutState.SIGNED, held, (transaction, current, now) -> {
            long bookedFeeSats = AttemptStore.bookedFeeSats(transaction, batch.id());
            AttemptStore.save(transaction, current, bytes, signed, terms);
            return Optional.of(
                    PayoutJournals.signed(current, current.attempts() + 1, bookedFeeSats, signed.txid(), now));
        });
    }
}
