package neman.payout.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.CanonicalJson;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.JournalKind;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.Posting;

/** An operator says what a difference between wallet and books was: a journal of his own takes it out of the suspense account. */
public final class Explanations {
    private static final int POLICY_VERSION = 1;

    /** Where a difference can belong. Never a miner's account, and not the wallet's own. */
    public static final Set<String> ACCOUNTS =
            Set.of("equity:owner", "asset:cold", "expense:network-fee", "equity:reorg-loss", "equity:pplns-continuity");

    /** Why nothing was booked, in order of precedence. */
    public enum Refusal {
        /** No difference can belong to that account. */
        NOT_AN_ACCOUNT_FOR_IT,
        /** {@code suspense:reconcile} is 0. */
        NOTHING_UNEXPLAINED,
        MORE_THAN_UNEXPLAINED
    }

    private final LedgerTransactions transactions;
    private final InstantSource clock;

    public Explanations(LedgerTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    /**
     * @param sats of the difference, above 0 whichever way it goes; empty for all of it
     * @param account one of {@link #ACCOUNTS}
     * @return empty when it is booked
     * @throws SQLException also where the account would be overdrawn
     */
    public Optional<Refusal> explain(OptionalLong sats, String account, String actor, String reason)
            throws SQLException {
        if (!ACCOUNTS.contains(account)) {
            return Optional.of(Refusal.NOT_AN_ACCOUNT_FOR_IT);
        }
        return transactions.run(transaction -> {
            Ledger.lock(transaction);
            long open = Ledger.balanceSats(transaction, AccountCode.SUSPENSE);
            if (open == 0) {
                return Optional.of(Refusal.NOTHING_UNEXPLAINED);
            }
            long explained = sats.orElse(Math.abs(open));
            if (explained > Math.abs(open)) {
                return Optional.of(Refusal.MORE_THAN_UNEXPLAINED);
            }
            long credit = open > 0 ? explained : -explained;
            Posting posting =
                    new Posting().credit(AccountCode.SUSPENSE, credit).debit(new AccountCode(account), credit);
            Ledger.append(
                    transaction,
                    new JournalEntry(
                            JournalKind.RECONCILE_EXPLAINED.text() + ":" + (lastJournal(transaction) + 1),
                            JournalKind.RECONCILE_EXPLAINED,
                            clock.instant(),
                            actor,
                            POLICY_VERSION,
                            OptionalLong.empty(),
                            CanonicalJson.write(Map.of("reason", reason)),
                            posting.lines()));
            return Optional.<Refusal>empty();
        });
    }

    /** Nobody else writes meanwhile: its successor is the journal that is about to be. */
    private static long lastJournal(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                        transaction.prepareStatement("SELECT coalesce(max(id), 0) FROM ledger.journal");
                ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }
}
