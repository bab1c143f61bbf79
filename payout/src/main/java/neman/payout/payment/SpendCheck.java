package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.LedgerTransactions;

/**
 * Before a payout run: does the chain show a spend of the pool's coins that the books do not know?
 *
 * <p>Each coinbase output to the pool's script that {@link ChainFollower} noted, whether or not the books know the block, and
 * each change of a confirmed payout must be unspent on the node, mempool included, unless a payout of ours or an acknowledged
 * spend names it; and so must be whatever else the wallet spent ({@link WalletHistory}). So a ledger restored from an old backup
 * finds the payouts that it forgot, and pays nobody again. One thread.
 */
final class SpendCheck {
    /** An immature coinbase cannot be spent: the hundredth confirmation is the first from which it can be. */
    private static final String UNSPENT = "SELECT o.txid, o.vout, s.spender FROM ("
            + " SELECT txid, vout FROM ledger.pool_output WHERE height <= (SELECT height - 99 FROM ledger.chain_scan)"
            + " UNION ALL SELECT txid, change_vout FROM ledger.payout_batch"
            + " WHERE change_vout IS NOT NULL AND state IN ('CONFIRMED', 'SETTLED')) AS o"
            + " LEFT JOIN ledger.coin_spend s ON s.txid = o.txid AND s.vout = o.vout"
            + " WHERE NOT EXISTS (SELECT FROM ledger.payout_input i WHERE i.live AND i.txid = o.txid AND i.vout = o.vout)"
            + " AND NOT EXISTS (SELECT FROM ledger.acknowledged_spend a WHERE a.txid = o.txid AND a.vout = o.vout)";

    private final LedgerTransactions transactions;
    private final NodeClient node;
    private final WalletClient wallet;
    private final WalletHistory history;
    private final InstantSource clock;

    SpendCheck(LedgerTransactions transactions, NodeClient node, WalletClient wallet, InstantSource clock) {
        this.transactions = transactions;
        this.node = node;
        this.wallet = wallet;
        this.history = new WalletHistory(transactions, node, wallet);
        this.clock = clock;
    }

    /** @param spender the transaction in a block that spends it, as far as one was seen */
    private record Coin(OutPoint outPoint, Optional<String> spender) {}

    /** Whether a run may start; an alarm for each spend that nobody knows. */
    boolean isSound() throws SQLException, NodeException {
        ChainScan.Position last = transactions.run(ChainScan::position).orElseThrow();
        List<Coin> spent = new ArrayList<>();
        for (Coin coin : transactions.run(SpendCheck::unspentByTheBooks)) {
            if (wallet.txOut(coin.outPoint(), true).isEmpty()) {
                spent.add(coin);
            }
        }
        for (WalletHistory.Unknown unknown : history.unknownSpends()) {
            spent.add(new Coin(unknown.coin(), Optional.of(unknown.spender().toString())));
        }
        // A block that left the chain meanwhile takes its coinbase with it: that is no spend, and seen at the next
        // pass.
        boolean unmoved = node.blockHash(last.height()).equals(Optional.of(last.hash()));
        if (unmoved) {
            transactions.execute(transaction -> note(transaction, spent, last));
        }
        return spent.isEmpty();
    }

    /** @param last the block up to which nothing is unknown, where nothing is */
    private void note(Connection transaction, List<Coin> spent, ChainScan.Position last) throws SQLException {
        if (spent.isEmpty()) {
            ChainScan.saveWalletPosition(transaction, last);
        } else {
            raise(transaction, spent);
        }
    }

    private void raise(Connection transaction, List<Coin> spent) throws SQLException {
        Instant now = clock.instant();
        for (Coin coin : spent) {
            Alarm alarm = new Alarm(
                    Alarm.Code.UNKNOWN_SPEND,
                    coin.outPoint().toString(),
                    "the pool's output " + coin.outPoint() + " is spent"
                            + coin.spender().map(txid -> " by " + txid).orElse("")
                            + ", and no payout of this ledger spent it",
                    "if the database was restored from a backup, restore a newer one: what was paid since would be paid again."
                            + " If an operator moved the coins, acknowledge the spend. No payout starts before");
            Alarms.raise(transaction, alarm, now);
        }
    }

    private static List<Coin> unspentByTheBooks(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(UNSPENT);
                ResultSet rows = statement.executeQuery()) {
            List<Coin> coins = new ArrayList<>();
            while (rows.next()) {
                OutPoint outPoint = new OutPoint(Hash256.parse(rows.getString(1)), rows.getInt(2));
                coins.add(new Coin(outPoint, Optional.ofNullable(rows.getString(3))));
            }
            return coins;
        }
    }
}
