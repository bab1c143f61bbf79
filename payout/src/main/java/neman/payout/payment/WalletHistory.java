package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.payout.ledger.LedgerTransactions;

/**
 * Whether each transaction by which the paying wallet paid somebody is one of these books.
 *
 * <p>The wallet may hold coins that no block gave it: deposits, and rewards that an operator moves to it by hand. What a ledger
 * restored from a backup forgot may have been paid with those alone, so the wallet itself is asked, from where the backup's books
 * had looked last.
 */
final class WalletHistory {
    /** A coin that a transaction spends which these books do not know. */
    record Unknown(OutPoint coin, Hash256 spender) {}

    private final LedgerTransactions transactions;
    private final NodeClient node;
    private final WalletClient wallet;

    WalletHistory(LedgerTransactions transactions, NodeClient node, WalletClient wallet) {
        this.transactions = transactions;
        this.node = node;
        this.wallet = wallet;
    }

    List<Unknown> unknownSpends() throws SQLException, NodeException {
        List<Unknown> unknown = new ArrayList<>();
        for (Hash256 txid : wallet.sentSince(begin())) {
            if (!transactions.run(transaction -> isPayout(transaction, txid))) {
                unknown.addAll(unknownSpends(txid));
            }
        }
        return unknown;
    }

    /** A block of the active chain; well below the fork where the last one left it. */
    private Hash256 begin() throws SQLException, NodeException {
        ChainScan.Position last = transactions.run(ChainScan::walletPosition).orElseThrow();
        Optional<Hash256> there = node.blockHash(last.height());
        if (there.equals(Optional.of(last.hash()))) {
            return last.hash();
        }
        int below = Math.max(0, last.height() - ChainFollower.REMEMBERED_BLOCKS);
        return node.blockHash(below).orElseThrow(() -> new NodeException("the node has no block at height " + below));
    }

    private List<Unknown> unknownSpends(Hash256 txid) throws SQLException, NodeException {
        byte[] bytes = wallet.transaction(txid)
                .orElseThrow(() -> new NodeException("the wallet no longer knows its transaction " + txid))
                .bytes();
        List<Unknown> unknown = new ArrayList<>();
        for (TransactionInput input : Transaction.parse(bytes).inputs()) {
            OutPoint coin = input.previousOutput();
            if (!transactions.run(transaction -> isExplained(transaction, coin))) {
                unknown.add(new Unknown(coin, txid));
            }
        }
        return unknown;
    }

    private static boolean isPayout(Connection transaction, Hash256 txid) throws SQLException {
        String sql = "SELECT FROM ledger.payout_attempt WHERE txid = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, txid.toString());
            return isThere(statement);
        }
    }

    /** A payout under way spends it and sees what became of that, or an operator answers for it. */
    private static boolean isExplained(Connection transaction, OutPoint coin) throws SQLException {
        String sql = "SELECT FROM ledger.payout_input WHERE live AND txid = ? AND vout = ?"
                + " UNION ALL SELECT FROM ledger.acknowledged_spend WHERE txid = ? AND vout = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, coin.txid().toString());
            statement.setInt(2, coin.index());
            statement.setString(3, coin.txid().toString());
            statement.setInt(4, coin.index());
            return isThere(statement);
        }
    }

    private static boolean isThere(PreparedStatement statement) throws SQLException {
        try (ResultSet rows = statement.executeQuery()) {
            return rows.next();
        }
    }
}
