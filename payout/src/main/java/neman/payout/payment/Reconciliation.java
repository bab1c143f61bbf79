package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletBalances;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;

/**
 * Compares what the paying wallet holds with what the books say it holds. A difference is moved to
 * {@code suspense:reconcile}, with an alarm: a person explains it by a journal of his own.
 *
 * <p>Rewards that go to an address of another wallet count by what the chain shows of them: see {@link OutsideCoins}.
 */
public final class Reconciliation {
    private final LedgerTransactions transactions;
    private final NodeClient node;
    private final WalletClient wallet;
    private final OutsideCoins outside;
    private final AttemptSight sight;
    private final InstantSource clock;

    /**
     * What was found.
     *
     * @param booksSats empty where nothing could be compared: the books do not stand at the chain's tip yet, or a displaced
     *     payout is undecided
     * @param walletSats with the rewards that the pool holds outside of the wallet
     */
    public record Result(Optional<Long> booksSats, long walletSats) {
        /** Positive where the wallet holds more than the books know; 0 where nothing could be compared. */
        public long differenceSats() {
            return booksSats.map(books -> walletSats - books).orElse(0L);
        }
    }

    public Reconciliation(LedgerTransactions transactions, NodeClient node, WalletClient wallet, InstantSource clock) {
        this.transactions = transactions;
        this.node = node;
        this.wallet = wallet;
        this.outside = new OutsideCoins(transactions, wallet);
        this.sight = new AttemptSight(transactions, wallet);
        this.clock = clock;
    }

    /** Books what it finds. A second run finds nothing more. */
    public Result run() throws SQLException, NodeException {
        ChainInfo tip = node.chainInfo();
        WalletBalances balances = wallet.balances();
        long walletSats = balances.trustedSats()
                + balances.pendingSats()
                + balances.immatureSats()
                + outside.sats(networkOf(tip));
        Optional<Long> unsentSats = unsentSats();
        if (unsentSats.isEmpty() || !node.chainInfo().bestBlock().equals(tip.bestBlock())) {
            return new Result(Optional.empty(), walletSats);
        }
        return transactions.run(transaction -> {
            if (!standsAt(transaction, tip.bestBlock())) {
                return new Result(Optional.empty(), walletSats);
            }
            long booksSats = Ledger.balanceSats(transaction, AccountCode.HOT)
                    + Ledger.balanceSats(transaction, AccountCode.COINBASE_IMMATURE)
                    + unsentSats.get();
            Result result = new Result(Optional.of(booksSats), walletSats);
            book(transaction, result, tip);
            return result;
        });
    }

    private Network networkOf(ChainInfo tip) throws NodeException {
        return Network.ofChainName(tip.chain())
                .orElseThrow(
                        () -> new NodeException("the node " + node.endpoint() + " is on the chain " + tip.chain()));
    }

    /**
     * What the books hold in flight and the wallet still holds: payments that are signed and that no node shows. Of one that
     * is shown, what its replacement would pay more. Empty while a displaced one is undecided.
     */
    private Optional<Long> unsentSats() throws SQLException, NodeException {
        long sats = 0;
        for (PayoutBatch batch : transactions.run(BatchStore::live)) {
            if (batch.state() == PayoutState.DISPLACED || batch.state() == PayoutState.SETTLED) {
                return Optional.empty();
            }
            if (batch.attempts() > 0) {
                sats += unsentSats(batch);
            }
        }
        return Optional.of(sats);
    }

    private long unsentSats(PayoutBatch batch) throws SQLException, NodeException {
        long bookedFeeSats = transactions.run(transaction -> AttemptStore.bookedFeeSats(transaction, batch.id()));
        if (batch.state() == PayoutState.CONFIRMED) {
            return bookedFeeSats - batch.feeSats();
        }
        for (AttemptStore.Attempt attempt :
                transactions.run(transaction -> AttemptStore.attempts(transaction, batch.id()))) {
            if (sight.isShown(batch.id(), attempt)) {
                return bookedFeeSats - attempt.feeSats();
            }
        }
        return batch.totalSats() + bookedFeeSats;
    }

    private static boolean standsAt(Connection transaction, Hash256 tip) throws SQLException {
        String sql = "SELECT FROM ledger.chain_scan s JOIN ledger.chain_tip t ON t.block_hash = s.block_hash"
                + " WHERE s.block_hash = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, tip.toString());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next();
            }
        }
    }

    private void book(Connection transaction, Result result, ChainInfo tip) throws SQLException {
        Instant now = clock.instant();
        long hotSats = Ledger.balanceSats(transaction, AccountCode.HOT);
        long difference = Math.max(result.differenceSats(), -hotSats);
        if (difference != 0) {
            Ledger.append(
                    transaction, PayoutJournals.reconciled(difference, result, tip, lastJournal(transaction), now));
        }
        if (Ledger.balanceSats(transaction, AccountCode.SUSPENSE) == 0) {
            Alarms.clear(transaction, Alarm.Code.BOOKS_DIFFER_FROM_WALLET, "wallet", now);
        } else {
            Alarms.raise(transaction, alarm(transaction, result), now);
        }
    }

    private static Alarm alarm(Connection transaction, Result result) throws SQLException {
        return new Alarm(
                Alarm.Code.BOOKS_DIFFER_FROM_WALLET,
                "wallet",
                "the wallet holds " + result.walletSats() + " sat, the books said "
                        + result.booksSats().orElseThrow() + "; unexplained are "
                        + Ledger.balanceSats(transaction, AccountCode.SUSPENSE) + " sat in suspense:reconcile",
                "find the deposit, withdrawal or loss on the chain and book it against suspense:reconcile; a day cannot be"
                        + " closed before");
    }

    /** Tells one reconciliation from the next. */
    private static long lastJournal(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                        transaction.prepareStatement("SELECT coalesce(max(id), 0) FROM ledger.journal");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
