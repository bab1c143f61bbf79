package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.payout.miner.DenyList;

/**
 * Looks once more, until a batch is signed, at whom it pays: a hold or a deny-listed address may have come after it was planned.
 *
 * <p>Signing takes a while, so it is asked before, and again in the transaction that makes the bytes part of the books.
 */
final class BatchScreening {
    private final DenyList denyList;
    private final Network network;

    BatchScreening(DenyList denyList, Network network) {
        this.denyList = denyList;
        this.network = network;
    }

    /**
     * @param batch one that is not signed: once bytes may be in circulation it is too late
     * @return a sentence for the operator; empty where nothing is against it
     */
    Optional<String> reasonAgainst(Connection transaction, PayoutBatch batch) throws SQLException {
        if (batch.attempts() > 0) {
            return Optional.empty();
        }
        Optional<String> held = heldAccount(transaction, batch.id()).map(account -> account + " is held");
        Optional<String> reason = held.isPresent() ? held : deniedAccount(transaction, batch.id());
        return reason.map(against -> against + "; cancel this payout, or let it go on once that is settled");
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
