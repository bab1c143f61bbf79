package neman.payout.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.desk.DayClosing.Refusal;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import neman.payout.payment.Reconciliation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DayClosingTest {
    private TestPool pool;
    private LocalDate first;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    /** The first journal is written now, by the database's clock. */
    private void book() throws SQLException {
        pool.share(TestPool.ALICE, 2000);
        pool.findBlock();
        pool.tick();
        first = LocalDate.parse(
                pool.single("SELECT (recorded_time AT TIME ZONE 'UTC')::date FROM ledger.journal WHERE id = 1"));
        pool.now = at(first, 12);
    }

    private static Instant at(LocalDate day, int hour) {
        return day.atTime(hour, 0).toInstant(ZoneOffset.UTC);
    }

    private LedgerTransactions transactions() {
        return LedgerTransactions.ofOperator(pool.database, new OperatorCommand("alice", "close-day"), () -> pool.now);
    }

    private DayClosing.Answer closeDay(LocalDate day) throws SQLException {
        return new DayClosing(transactions(), () -> pool.now).close(day, "operator:alice");
    }

    private Optional<Refusal> refusal(LocalDate day) throws SQLException {
        return closeDay(day).refusal();
    }

    private void reconcile(Optional<Long> books) throws SQLException {
        transactions()
                .execute(transaction ->
                        Reconciliations.save(transaction, new Reconciliation.Result(books, 7), "payout", pool.now));
    }

    @Test
    void aDayWithoutBooksIsNoDay() throws SQLException {
        assertEquals(Optional.of(Refusal.NOTHING_BOOKED), refusal(LocalDate.parse("2026-01-01")));
    }

    @Test
    void daysCloseInOrderOnceOverAndReconciled() throws SQLException {
        book();
        assertEquals(Optional.of(Refusal.BEFORE_THE_FIRST), refusal(first.minusDays(1)));
        assertEquals(Optional.of(Refusal.NOT_OVER), refusal(first));
        reconcile(Optional.of(7L));
        pool.now = at(first.plusDays(2), 0);
        assertEquals(Optional.of(Refusal.DAY_BEFORE_IS_OPEN), refusal(first.plusDays(1)));
        assertEquals(Optional.of(Refusal.NOT_RECONCILED), refusal(first), "that one was made before the day ended");
        reconcile(Optional.empty());
        assertEquals(Optional.of(Refusal.NOT_RECONCILED), refusal(first), "that one could not compare");
        reconcile(Optional.of(7L));
        DayClosing.Answer closed = closeDay(first);
        assertEquals(Optional.empty(), closed.refusal());
        assertEquals(Optional.of(first.plusDays(1)), closed.firstOpen());
        assertEquals(Optional.of(Refusal.ALREADY_CLOSED), refusal(first));
        assertEquals(Optional.empty(), refusal(first.plusDays(1)), "a day without journals closes as well");
        assertEquals(Optional.of(Refusal.NOT_OVER), refusal(first.plusDays(2)));
        assertEquals(
                "1 1", pool.single("SELECT string_agg(last_journal::text, ' ' ORDER BY day) FROM ledger.closed_day"));
    }

    @Test
    void theTrialBalanceIsKeptForGood() throws SQLException {
        book();
        pool.now = at(first.plusDays(1), 0);
        reconcile(Optional.of(7L));
        ClosedDay closed = closeDay(first).closed().orElseThrow();
        String body =
                pool.single("SELECT body FROM ledger.audit_closed_day WHERE digest = '" + closed.artefact() + "'");
        assertTrue(body.contains("\"firstJournal\":1,\"lastJournal\":1"), body);
        assertTrue(
                body.contains(
                        "\"asset:coinbase-immature\":" + pool.queries.totals().immatureSats()),
                body);
        assertTrue(
                body.contains("\"liability:miner:*:pending\":-"
                        + pool.queries.totals().pendingSats()),
                body);
        for (String change :
                new String[] {"UPDATE ledger.closed_day SET actor = 'x'", "DELETE FROM ledger.closed_day"}) {
            assertThrows(SQLException.class, () -> TestDatabase.execute(pool.database, change));
        }
    }

    @Test
    void anUnexplainedDifferenceKeepsTheDayOpen() throws SQLException {
        book();
        pool.now = at(first.plusDays(1), 0);
        reconcile(Optional.of(7L));
        TestDatabase.execute(
                pool.database,
                "SELECT ledger.append('found', 'reconciled', now(), 'test', 1, NULL, '{}',"
                        + " ARRAY['asset:hot', 'suspense:reconcile'], ARRAY[5, -5])");
        assertEquals(Optional.of(Refusal.UNEXPLAINED_DIFFERENCE), refusal(first));
        TestDatabase.execute(
                pool.database,
                "SELECT ledger.append('explained', 'reconciled', now(), 'test', 1, NULL, '{}',"
                        + " ARRAY['equity:owner', 'suspense:reconcile'], ARRAY[-5, 5])");
        assertEquals(Optional.empty(), refusal(first));
    }

    @Test
    void aDayWithAForgedJournalStaysOpen() throws SQLException {
        book();
        pool.now = at(first.plusDays(1), 0);
        reconcile(Optional.of(7L));
        TestDatabase.execute(
                pool.database,
                "ALTER TABLE ledger.journal DISABLE TRIGGER immutable;"
                        + " UPDATE ledger.journal SET actor = 'somebody else' WHERE id = 1;"
                        + " ALTER TABLE ledger.journal ENABLE TRIGGER immutable");
        assertEquals(Optional.of(Refusal.BOOKS_BROKEN), refusal(first));
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.closed_day"));
    }
}
