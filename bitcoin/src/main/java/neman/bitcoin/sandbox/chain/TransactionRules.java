package neman.bitcoin.sandbox.chain;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.OutPoint;
import neman.bitcoin.Satoshis;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import neman.bitcoin.transaction.WitnessKeyHashScript;

/** What consensus checks of a transaction: alone, against the time, and against what it spends. */
final class TransactionRules {
    private static final int MAX_SIZE_WITHOUT_WITNESS = ChainParameters.MAX_BLOCK_WEIGHT / 4;
    private static final int MIN_COINBASE_SCRIPT = 2;
    private static final int MAX_COINBASE_SCRIPT = 100;
    /** Below it a lock time is a height, from it on a time. */
    private static final long LOCK_TIME_THRESHOLD = 500_000_000L;

    private static final int SEQUENCE_FINAL = -1;
    private static final int SEQUENCE_NO_RELATIVE_LOCK = 1 << 31;
    private static final int SEQUENCE_LOCK_VALUE = 0xffff;

    private TransactionRules() {}

    static Optional<Refusal> checkAlone(Transaction transaction) {
        if (transaction.inputs().isEmpty()) {
            return Optional.of(Refusal.NO_INPUTS);
        }
        if (transaction.outputs().isEmpty()) {
            return Optional.of(Refusal.NO_OUTPUTS);
        }
        if (transaction.sizeWithoutWitness() > MAX_SIZE_WITHOUT_WITNESS) {
            return Optional.of(Refusal.OVERSIZE);
        }
        return checkOutputs(transaction.outputs()).or(() -> checkInputs(transaction));
    }

    private static Optional<Refusal> checkOutputs(List<TransactionOutput> outputs) {
        long sumSats = 0;
        for (TransactionOutput output : outputs) {
            if (output.valueSats() < 0) {
                return Optional.of(Refusal.NEGATIVE_OUTPUT);
            }
            if (output.valueSats() > Satoshis.MAX_MONEY) {
                return Optional.of(Refusal.OUTPUT_TOO_LARGE);
            }
            sumSats += output.valueSats();
            if (sumSats > Satoshis.MAX_MONEY) {
                return Optional.of(Refusal.OUTPUTS_TOO_LARGE);
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> checkInputs(Transaction transaction) {
        if (transaction.isCoinbase()) {
            int length = transaction.inputs().get(0).scriptSig().length;
            boolean fits = length >= MIN_COINBASE_SCRIPT && length <= MAX_COINBASE_SCRIPT;
            return fits ? Optional.empty() : Optional.of(Refusal.COINBASE_LENGTH);
        }
        Set<OutPoint> seen = new HashSet<>();
        for (TransactionInput input : transaction.inputs()) {
            if (input.spends().isEmpty()) {
                return Optional.of(Refusal.NULL_INPUT);
            }
            if (!seen.add(input.previousOutput())) {
                return Optional.of(Refusal.DUPLICATE_INPUTS);
            }
        }
        return Optional.empty();
    }

    /** @param medianTimePast of the block before (BIP113) */
    static Optional<Refusal> checkFinal(Transaction transaction, int height, long medianTimePast) {
        long lockTime = Integer.toUnsignedLong(transaction.lockTime());
        long reached = lockTime < LOCK_TIME_THRESHOLD ? height : medianTimePast;
        boolean isFinal = lockTime < reached
                || transaction.inputs().stream().allMatch(input -> input.sequence() == SEQUENCE_FINAL);
        return isFinal || lockTime == 0 ? Optional.empty() : Optional.of(Refusal.NOT_FINAL);
    }

    /** The outcome of {@link #checkSpending}: a refusal, or the fee. */
    record Spending(Optional<Refusal> refusal, long feeSats) {
        static Spending refused(Refusal refusal) {
            return new Spending(Optional.of(refusal), 0);
        }
    }

    /** Not for a coinbase. Scripts are left to {@link #checkScripts}. */
    static Spending checkSpending(Transaction transaction, CoinView coins, int height) {
        long inSats = 0;
        for (TransactionInput input : transaction.inputs()) {
            Optional<Coin> coin = coins.coin(input.previousOutput());
            if (coin.isEmpty()) {
                return Spending.refused(Refusal.MISSING_INPUTS);
            }
            if (!coin.get().isSpendableAt(height)) {
                return Spending.refused(Refusal.PREMATURE_COINBASE_SPEND);
            }
            if (hasRelativeLock(transaction, input)) {
                return Spending.refused(Refusal.RELATIVE_LOCK);
            }
            inSats += coin.get().valueSats();
        }
        long outSats = transaction.outputs().stream()
                .mapToLong(TransactionOutput::valueSats)
                .sum();
        return inSats < outSats
                ? Spending.refused(Refusal.SPENDS_TOO_MUCH)
                : new Spending(Optional.empty(), inSats - outSats);
    }

    /** BIP68. A lock of zero blocks holds nothing up; every other one is refused, as the package's documentation says. */
    private static boolean hasRelativeLock(Transaction transaction, TransactionInput input) {
        return Integer.compareUnsigned(transaction.version(), 2) >= 0
                && (input.sequence() & SEQUENCE_NO_RELATIVE_LOCK) == 0
                && (input.sequence() & SEQUENCE_LOCK_VALUE) != 0;
    }

    /** Whether every input proves that it may spend its coin, which must exist. */
    static boolean checkScripts(Transaction transaction, CoinView coins) {
        for (int i = 0; i < transaction.inputs().size(); i++) {
            OutPoint spent = transaction.inputs().get(i).previousOutput();
            TransactionOutput output = coins.coin(spent).orElseThrow().output();
            if (!WitnessKeyHashScript.isSpentBy(output, transaction, i)) {
                return false;
            }
        }
        return true;
    }
}
