package neman.payout.miner;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.PayoutAddress;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.CanonicalJson;
import neman.payout.ledger.JournalEntry;
import neman.payout.ledger.JournalKind;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.Posting;

/**
 * An operator holds an account, and releases it: what is available moves to held by a journal, and back.
 *
 * <p>What becomes available while an account is held follows with the next {@link #sweep}; a payout leaves it out from the
 * first moment on. What is already in a batch is not touched: that batch refuses to be signed. Each call is part of the caller's
 * transaction and holds the ledger's lock until its end, so a payout run at the same time sees all of it or nothing.
 */
public final class MinerHolds {
    private static final String SELECT = "SELECT account, serial, held, at, operator, reason, journal_id FROM";

    private static final String LAST_OF_EACH =
            " (SELECT DISTINCT ON (account) * FROM ledger.miner_hold ORDER BY account, serial DESC) AS last";

    private static final String SWEEPER = "payout";
    private static final int POLICY_VERSION = 1;

    /** Why nothing was done. */
    public enum Refusal {
        ALREADY_HELD,
        NOT_HELD
    }

    private MinerHolds() {}

    /**
     * Holds an account, known or not.
     *
     * @return empty where it is held now
     */
    public static Optional<Refusal> hold(Connection transaction, PayoutAddress account, Decision decision, Instant now)
            throws SQLException {
        Ledger.lock(transaction);
        Optional<HoldEvent> last = last(transaction, account.toString());
        if (last.filter(HoldEvent::held).isPresent()) {
            return Optional.of(Refusal.ALREADY_HELD);
        }
        int serial = last.map(HoldEvent::serial).orElse(0) + 1;
        OptionalLong journal = moveToHeld(transaction, account.toString(), serial, decision, now);
        insert(transaction, new HoldEvent(account.toString(), serial, true, now, decision, journal));
        return Optional.empty();
    }

    /** Gives an account everything that is held of it. Empty where it is free now. */
    public static Optional<Refusal> release(
            Connection transaction, PayoutAddress account, Decision decision, Instant now) throws SQLException {
        Ledger.lock(transaction);
        Optional<HoldEvent> last = last(transaction, account.toString());
        if (last.filter(HoldEvent::held).isEmpty()) {
            return Optional.of(Refusal.NOT_HELD);
        }
        int serial = last.get().serial() + 1;
        AccountCode held = AccountCode.held(account.toString());
        long sats = -Ledger.balanceSats(transaction, held);
        Posting posting = new Posting().debit(held, sats).credit(AccountCode.available(account.toString()), sats);
        OptionalLong journal = append(
                transaction,
                JournalKind.MINER_RELEASED,
                account + ":" + serial,
                account.toString(),
                decision,
                posting,
                now);
        insert(transaction, new HoldEvent(account.toString(), serial, false, now, decision, journal));
        return Optional.empty();
    }

    /** Moves what became available of held accounts since: matured blocks, cancelled and released batches. */
    public static void sweep(Connection transaction, Instant now) throws SQLException {
        if (heldWithBalance(transaction).isEmpty()) {
            return;
        }
        Ledger.lock(transaction);
        for (HoldEvent hold : heldWithBalance(transaction)) {
            Decision decision =
                    new Decision(SWEEPER, "held by " + hold.decision().operator());
            moveToHeld(transaction, hold.account(), hold.serial(), decision, now);
        }
    }

    private static OptionalLong moveToHeld(
            Connection transaction, String account, int serial, Decision decision, Instant now) throws SQLException {
        AccountCode available = AccountCode.available(account);
        long sats = -Ledger.balanceSats(transaction, available);
        if (sats == 0) {
            return OptionalLong.empty();
        }
        Posting posting = new Posting().debit(available, sats).credit(AccountCode.held(account), sats);
        String key = account + ":" + serial + ":" + (movesOf(transaction, account, serial) + 1);
        return append(transaction, JournalKind.MINER_HELD, key, account, decision, posting, now);
    }

    /** How often money was moved to held under one hold. */
    private static int movesOf(Connection transaction, String account, int serial) throws SQLException {
        String sql = "SELECT count(*) FROM ledger.journal WHERE idempotency_key LIKE ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, JournalKind.MINER_HELD.text() + ":" + account + ":" + serial + ":%");
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static OptionalLong append(
            Connection transaction,
            JournalKind kind,
            String key,
            String account,
            Decision decision,
            Posting posting,
            Instant now)
            throws SQLException {
        if (posting.lines().isEmpty()) {
            return OptionalLong.empty();
        }
        Map<String, Object> evidence = Map.of("account", account, "reason", decision.reason());
        JournalEntry entry = new JournalEntry(
                kind.text() + ":" + key,
                kind,
                now,
                decision.operator(),
                POLICY_VERSION,
                OptionalLong.empty(),
                CanonicalJson.write(evidence),
                posting.lines());
        return OptionalLong.of(Ledger.append(transaction, entry).journalId());
    }

    private static void insert(Connection transaction, HoldEvent event) throws SQLException {
        String sql = "INSERT INTO ledger.miner_hold (account, serial, held, at, operator, reason, journal_id)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, event.account());
            statement.setInt(2, event.serial());
            statement.setBoolean(3, event.held());
            statement.setObject(4, OffsetDateTime.ofInstant(event.at(), ZoneOffset.UTC));
            statement.setString(5, event.decision().operator());
            statement.setString(6, event.decision().reason());
            if (event.journal().isPresent()) {
                statement.setLong(7, event.journal().getAsLong());
            } else {
                statement.setNull(7, Types.BIGINT);
            }
            statement.executeUpdate();
        }
    }

    /** The accounts that are held now, by name. */
    public static List<HoldEvent> open(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement(SELECT + LAST_OF_EACH + " WHERE held ORDER BY account")) {
            return events(statement);
        }
    }

    /** One statement, however many are held: this is asked at every pass. */
    private static List<HoldEvent> heldWithBalance(Connection transaction) throws SQLException {
        String sql = SELECT + LAST_OF_EACH + " WHERE held AND EXISTS (SELECT FROM ledger.account a"
                + " JOIN ledger.balance b ON b.account_id = a.id"
                + " WHERE a.code = 'liability:miner:' || last.account || ':available' AND b.amount_sat <> 0) ORDER BY account";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            return events(statement);
        }
    }

    /** All that was decided of one account, the oldest first. */
    public static List<HoldEvent> history(Connection transaction, String account) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement(SELECT + " ledger.miner_hold WHERE account = ? ORDER BY serial")) {
            statement.setString(1, account);
            return events(statement);
        }
    }

    private static Optional<HoldEvent> last(Connection transaction, String account) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(
                SELECT + " ledger.miner_hold WHERE account = ? ORDER BY serial DESC LIMIT 1")) {
            statement.setString(1, account);
            return events(statement).stream().findFirst();
        }
    }

    private static List<HoldEvent> events(PreparedStatement statement) throws SQLException {
        List<HoldEvent> events = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Long journal = rows.getObject(7, Long.class);
                events.add(new HoldEvent(
                        rows.getString(1),
                        rows.getInt(2),
                        rows.getBoolean(3),
                        rows.getObject(4, OffsetDateTime.class).toInstant(),
                        new Decision(rows.getString(5), rows.getString(6)),
                        journal == null ? OptionalLong.empty() : OptionalLong.of(journal)));
            }
        }
        return List.copyOf(events);
    }
}
