package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.miner.DenyList;

/** Looks once more, until a batch is signed, at whom it pays: a hold or a deny-listed address may have come after it was planned. */
final class BatchScreening {
    private final LedgerTransactions transactions;
    private final DenyList denyList;
    private final Network network;

    BatchScreening(LedgerTransactions transactions, DenyList denyList, Network network) {
        this.transactions = transactions;
        this.denyList = denyList;
        this.network = network;
    }

    /** A sentence for the operator; empty where nothing is against the batch. */
    Optional<String> reasonAgainst(PayoutBatch batch) throws SQLException {
        return transactions.run(transaction -> {
            Optional<String> held = heldAccount(transaction, batch.id()).map(account -> account + " is held");
            return held.isPresent() ? held : deniedAccount(transaction, batch.id());
        });
    }

    private static Optional<String> heldAccount(Connection transaction, long batch) throws SQLException {
        String sql = "SELECT i.account FROM ledger.payout_item i WHERE i.batch_id = ? AND (SELECT h.held"
                + " FROM ledger.miner_hold h WHERE h.account = i.account ORDER BY h.serial DESC LIMIT 1) LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, batch);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getString(1)) : Optional.empty();
            }
        }
    }

    private Optional<String> deniedAccount(Connection transaction, long batch) throws SQLException {
        return BatchStore.items(transaction, network, batch).stream()
                .filter(item -> denyList.contains(item.address()))
                .map(item -> item.account() + " is on the deny-list")
                .findFirst();
    }
}
