package neman.payout.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.CanonicalJson;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;

/**
 * Closes the books of a day: its journals are counted and their chain is recomputed, its trial balance is kept as an artefact,
 * and nothing can be booked into it any more, because journals only get higher numbers.
 *
 * <p>A day is closed only while nothing is unexplained and after a reconciliation that was made when the day was over.
 */
public final class DayClosing {
    /** Why a day stays open, in order of precedence. */
    public enum Refusal {
        /** No journal was ever written. */
        NOTHING_BOOKED,
        ALREADY_CLOSED,
        /** Nothing was booked on it or before it. */
        BEFORE_THE_FIRST,
        NOT_OVER,
        /** Days close in order. */
        DAY_BEFORE_IS_OPEN,
        /** {@code suspense:reconcile} is not 0. */
        UNEXPLAINED_DIFFERENCE,
        /** Wallet and books were not compared since the day ended. */
        NOT_RECONCILED,
        /** A journal is missing, does not balance or does not fit the hash chain. */
        BOOKS_BROKEN
    }

    /**
     * @param refusal empty when the day is closed now
     * @param closed empty where it was refused
     * @param firstOpen the day to be closed next; empty before anything was booked
     */
    public record Answer(Optional<Refusal> refusal, Optional<ClosedDay> closed, Optional<LocalDate> firstOpen) {}

    private static final String ARTEFACT_KIND = "day";

    private final LedgerTransactions transactions;
    private final InstantSource clock;

    public DayClosing(LedgerTransactions transactions, InstantSource clock) {
        this.transactions = transactions;
        this.clock = clock;
    }

    public static Optional<ClosedDay> last(Connection transaction) throws SQLException {
        String sql = "SELECT day, last_journal, encode(artefact, 'hex'), closed_at, actor FROM ledger.closed_day"
                + " ORDER BY day DESC LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new ClosedDay(
                            row.getObject(1, LocalDate.class),
                            row.getLong(2),
                            row.getString(3),
                            row.getObject(4, OffsetDateTime.class).toInstant(),
                            row.getString(5)))
                    : Optional.empty();
        }
    }

    /** The day to be closed next: after the last closed one, or that of the first journal. */
    public static Optional<LocalDate> firstOpen(Connection transaction) throws SQLException {
        Optional<ClosedDay> last = last(transaction);
        if (last.isPresent()) {
            return Optional.of(last.get().day().plusDays(1));
        }
        String sql = "SELECT (recorded_time AT TIME ZONE 'UTC')::date FROM ledger.journal WHERE id = 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? Optional.of(row.getObject(1, LocalDate.class)) : Optional.empty();
        }
    }

    public Answer close(LocalDate day, String actor) throws SQLException {
        return transactions.run(transaction -> {
            Optional<LocalDate> open = firstOpen(transaction);
            Optional<Refusal> refusal = refusalOf(transaction, day, open);
            if (refusal.isPresent()) {
                return new Answer(refusal, Optional.empty(), open);
            }
            long before = last(transaction).map(ClosedDay::lastJournal).orElse(0L);
            long last = Math.max(before, lastJournalBefore(transaction, endOf(day)));
            if (hasBrokenJournal(transaction, before, last)) {
                return new Answer(Optional.of(Refusal.BOOKS_BROKEN), Optional.empty(), open);
            }
            ClosedDay closed = insert(transaction, day, before, last, actor);
            return new Answer(Optional.empty(), Optional.of(closed), Optional.of(day.plusDays(1)));
        });
    }

    private Optional<Refusal> refusalOf(Connection transaction, LocalDate day, Optional<LocalDate> open)
            throws SQLException {
        if (open.isEmpty()) {
            return Optional.of(Refusal.NOTHING_BOOKED);
        }
        if (day.isBefore(open.get())) {
            boolean closed = last(transaction).isPresent();
            return Optional.of(closed ? Refusal.ALREADY_CLOSED : Refusal.BEFORE_THE_FIRST);
        }
        if (clock.instant().isBefore(endOf(day))) {
            return Optional.of(Refusal.NOT_OVER);
        }
        if (day.isAfter(open.get())) {
            return Optional.of(Refusal.DAY_BEFORE_IS_OPEN);
        }
        if (Ledger.balanceSats(transaction, AccountCode.SUSPENSE) != 0) {
            return Optional.of(Refusal.UNEXPLAINED_DIFFERENCE);
        }
        boolean reconciled = Reconciliations.wasConclusiveSince(transaction, endOf(day));
        return reconciled ? Optional.empty() : Optional.of(Refusal.NOT_RECONCILED);
    }

    private static Instant endOf(LocalDate day) {
        return day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    /** 0 where there is none. A clock that was put back moves no journal into a day before the one that it was written in. */
    private static long lastJournalBefore(Connection transaction, Instant end) throws SQLException {
        String sql = "SELECT coalesce(max(id), 0) FROM ledger.journal WHERE recorded_time < ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(end, ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static boolean hasBrokenJournal(Connection transaction, long before, long last) throws SQLException {
        String sql = "SELECT FROM ledger.broken_journals_between(?, ?) LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, before);
            statement.setLong(2, last);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private ClosedDay insert(Connection transaction, LocalDate day, long before, long last, String actor)
            throws SQLException {
        String body = CanonicalJson.write(Map.of(
                "balancesSats", balancesAt(transaction, last),
                "day", day.toString(),
                "firstJournal", before + 1,
                "lastJournal", last,
                "lastLeafHash", leafHash(transaction, last)));
        String sql = "WITH a AS (INSERT INTO ledger.artefact (digest, kind, body)"
                + " VALUES (sha256(convert_to(?, 'UTF8')), ?, ?) RETURNING digest)"
                + " INSERT INTO ledger.closed_day (day, last_journal, artefact, closed_at, actor)"
                + " SELECT ?, ?, digest, ?, ? FROM a RETURNING encode(artefact, 'hex')";
        Instant now = clock.instant();
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, body);
            statement.setString(2, ARTEFACT_KIND);
            statement.setString(3, body);
            statement.setObject(4, day);
            statement.setLong(5, last);
            statement.setObject(6, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(7, actor);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return new ClosedDay(day, last, row.getString(1), now, actor);
            }
        }
    }

    /** From the entries themselves, miners added up by the part of their balance. Debit positive. */
    private static Map<String, Long> balancesAt(Connection transaction, long journal) throws SQLException {
        String sql = "SELECT regexp_replace(a.code, '^liability:miner:[^:]+:', 'liability:miner:*:') AS code,"
                + " sum(e.amount_sat)::bigint FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id"
                + " WHERE e.journal_id <= ? GROUP BY 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, journal);
            Map<String, Long> balances = new TreeMap<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    balances.put(rows.getString(1), rows.getLong(2));
                }
            }
            return balances;
        }
    }

    private static String leafHash(Connection transaction, long journal) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SELECT leaf_hash FROM ledger.journal WHERE id = ?")) {
            statement.setLong(1, journal);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return HexFormat.of().formatHex(row.getBytes(1));
            }
        }
    }
}
