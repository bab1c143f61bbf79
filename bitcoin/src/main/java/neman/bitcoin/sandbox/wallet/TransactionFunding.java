package neman.bitcoin.sandbox.wallet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import neman.bitcoin.OutPoint;
import neman.bitcoin.block.CompactSize;
import neman.bitcoin.sandbox.chain.MempoolPolicy;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;

/**
 * Chooses coins for a transaction: the largest first, so that it has few inputs.
 *
 * <p>The fee covers the largest size that signing can give (signatures of 72 bytes), so the rate is met or slightly exceeded.
 */
public final class TransactionFunding {
    private static final int INPUT_BYTES = 41;
    /** Count, signature and key with their lengths. */
    private static final int INPUT_WITNESS_BYTES = 1 + 1 + 72 + 1 + 33;

    private static final int FRAMING_BYTES = 8;
    private static final int MARKER_AND_FLAG_BYTES = 2;
    private static final int SEQUENCE_NOT_REPLACEABLE = 0xffff_fffe;

    private final Wallet wallet;
    private final FundingRequest request;

    public TransactionFunding(Wallet wallet, FundingRequest request) {
        this.wallet = wallet;
        this.request = request;
    }

    /** Empty where the coins do not suffice, or one of the named inputs is not an unspent coin of the wallet. */
    public Optional<FundedTransaction> fund() {
        List<WalletCoin> chosen = new ArrayList<>();
        for (OutPoint input : request.inputs()) {
            Optional<WalletCoin> coin = wallet.coin(input);
            if (coin.isEmpty()) {
                return Optional.empty();
            }
            chosen.add(coin.get());
        }
        List<WalletCoin> more = request.addInputs() ? candidates() : List.of();
        for (WalletCoin next : more) {
            if (!chosen.isEmpty() && missingSats(chosen) <= 0) {
                break;
            }
            chosen.add(next);
        }
        return chosen.isEmpty() || missingSats(chosen) > 0 ? Optional.empty() : Optional.of(assemble(chosen));
    }

    private List<WalletCoin> candidates() {
        return wallet.coins().stream()
                .filter(wallet::isMature)
                .filter(coin -> coin.confirmations() >= request.minimumConfirmations())
                .filter(coin -> coin.confirmations() > 0 || coin.key().change())
                .filter(coin -> !wallet.isLocked(coin.outPoint()))
                .filter(coin -> !request.inputs().contains(coin.outPoint()))
                .sorted(Comparator.comparingLong(WalletCoin::valueSats).reversed())
                .toList();
    }

    private long missingSats(List<WalletCoin> chosen) {
        return outSats() + feeSats(chosen.size(), request.outputs()) - inSats(chosen);
    }

    private static long inSats(List<WalletCoin> chosen) {
        return chosen.stream().mapToLong(WalletCoin::valueSats).sum();
    }

    private long outSats() {
        return request.outputs().stream()
                .mapToLong(TransactionOutput::valueSats)
                .sum();
    }

    /** What is left becomes change where it is worth an output, else it goes to the fee. */
    private FundedTransaction assemble(List<WalletCoin> chosen) {
        List<TransactionOutput> outputs = new ArrayList<>(request.outputs());
        int position = request.changePosition().orElse(outputs.size());
        outputs.add(position, new TransactionOutput(0, request.changeScript()));
        long changeSats = inSats(chosen) - outSats() - feeSats(chosen.size(), outputs);
        boolean change = changeSats >= MempoolPolicy.dustLimitSats(request.changeScript());
        if (change) {
            outputs.set(position, new TransactionOutput(changeSats, request.changeScript()));
        } else {
            outputs.remove(position);
        }
        long paidSats = outputs.stream().mapToLong(TransactionOutput::valueSats).sum();
        List<TransactionInput> inputs = chosen.stream().map(this::input).toList();
        return new FundedTransaction(
                new Transaction(2, inputs, outputs, request.lockTime()),
                inSats(chosen) - paidSats,
                change ? OptionalInt.of(position) : OptionalInt.empty());
    }

    private TransactionInput input(WalletCoin coin) {
        TransactionInput input = TransactionInput.unsigned(coin.outPoint());
        return request.replaceable()
                ? input
                : new TransactionInput(input.spends(), input.scriptSig(), SEQUENCE_NOT_REPLACEABLE, List.of());
    }

    private long feeSats(int inputs, List<TransactionOutput> outputs) {
        long outputBytes = outputs.stream()
                .mapToLong(output -> 8 + CompactSize.length(output.script().length) + output.script().length)
                .sum();
        long bytes = FRAMING_BYTES
                + CompactSize.length(inputs)
                + (long) INPUT_BYTES * inputs
                + CompactSize.length(outputs.size())
                + outputBytes;
        long weight = 4 * bytes + MARKER_AND_FLAG_BYTES + (long) INPUT_WITNESS_BYTES * inputs;
        return MempoolPolicy.feeSats(request.feeSatsPerKilobyte(), (weight + 3) / 4);
    }
}
