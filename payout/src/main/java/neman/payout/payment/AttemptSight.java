package neman.payout.payment;

import java.sql.SQLException;
import java.util.Set;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.payout.ledger.LedgerTransactions;

/**
 * Whether the paying node shows a signed transaction, in its mempool or in a block.
 *
 * <p>An unspent output tells it. Where the first one is gone its owner may have spent it at once, while the transaction still
 * waits: then the mempool is asked, which takes the transaction's bytes.
 */
final class AttemptSight {
    private static final Set<String> WAITING = Set.of("txn-already-in-mempool", "txn-same-nonwitness-data-in-mempool");

    private final LedgerTransactions transactions;
    private final WalletClient wallet;

    AttemptSight(LedgerTransactions transactions, WalletClient wallet) {
        this.transactions = transactions;
        this.wallet = wallet;
    }

    boolean isShown(long batch, AttemptStore.Attempt attempt) throws SQLException, NodeException {
        if (wallet.txOut(new OutPoint(attempt.txid(), 0), true).isPresent()) {
            return true;
        }
        byte[] bytes = transactions.run(transaction -> AttemptStore.bytes(transaction, batch, attempt.number()));
        return WAITING.contains(wallet.testMempoolAccept(bytes).rejectReason());
    }
}
