package neman.bitcoin.sandbox.chain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;

/** The unspent outputs of the active chain, in memory. Applying a transaction notes what takes it back. */
final class CoinSet implements CoinView {
    private static final int OP_RETURN = 0x6a;

    private final Map<OutPoint, Coin> coins = new HashMap<>();

    /**
     * What {@link #revert} needs beside the block: for each applied transaction the coins that it spent, in input order.
     * Kept for every block of the active chain, so it holds no more than that.
     */
    static final class Changes {
        private final List<List<Coin>> spent = new ArrayList<>(1);
    }

    @Override
    public Optional<Coin> coin(OutPoint outPoint) {
        return Optional.ofNullable(coins.get(outPoint));
    }

    /** Spends the inputs, which must exist, and adds the outputs that can ever be spent. */
    void apply(Transaction transaction, int height, Changes changes) {
        changes.spent.add(transaction.isCoinbase() ? List.of() : spend(transaction));
        for (int i = 0; i < transaction.outputs().size(); i++) {
            TransactionOutput output = transaction.outputs().get(i);
            if (isSpendable(output)) {
                coins.put(transaction.outPoint(i), new Coin(output, height, transaction.isCoinbase()));
            }
        }
    }

    private List<Coin> spend(Transaction transaction) {
        return transaction.inputs().stream()
                .map(input -> coins.remove(input.previousOutput()))
                .toList();
    }

    /** Takes back the first transactions of a block, as many of {@code transactions} as {@code changes} knows. */
    void revert(List<Transaction> transactions, Changes changes) {
        for (int t = changes.spent.size() - 1; t >= 0; t--) {
            Transaction transaction = transactions.get(t);
            for (int i = 0; i < transaction.outputs().size(); i++) {
                coins.remove(transaction.outPoint(i));
            }
            List<Coin> spent = changes.spent.get(t);
            for (int i = 0; i < spent.size(); i++) {
                coins.put(transaction.inputs().get(i).previousOutput(), spent.get(i));
            }
        }
    }

    private static boolean isSpendable(TransactionOutput output) {
        return output.script().length == 0 || output.script()[0] != OP_RETURN;
    }

    int size() {
        return coins.size();
    }
}
