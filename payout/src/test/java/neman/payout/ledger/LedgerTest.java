package neman.payout.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import neman.accounting.database.Transactions;
import neman.payout.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05.000006Z");

    private HikariDataSource database;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
    }

    @AfterEach
    void everyLedgerStaysSound() throws SQLException {
        assertNull(TestDatabase.single(database, "SELECT code FROM ledger.wrong_balances()"));
        assertNull(TestDatabase.single(database, "SELECT journal_id FROM ledger.broken_journals()"));
        assertEquals("0", TestDatabase.single(database, "SELECT coalesce(sum(amount_sat), 0) FROM ledger.entry"));
        database.close();
    }

    @Test
    void idsHaveNoGapsAndARepeatAnswersExists() throws SQLException {
        assertEquals(new AppendResult(1, AppendResult.Outcome.APPENDED), append(booking("a", 100)));
        assertEquals(new AppendResult(2, AppendResult.Outcome.APPENDED), append(booking("b", 50)));
        assertEquals(new AppendResult(1, AppendResult.Outcome.EXISTS), append(booking("a", 100)));
        assertEquals(new AppendResult(3, AppendResult.Outcome.APPENDED), append(booking("c", 1)));
    }

    @Test
    void aKnownKeyWithAnotherContentIsRefused() throws SQLException {
        append(booking("a", 100));
        assertRefused("NL002", booking("a", 101));
    }

    @Test
    void aRolledBackJournalLeavesNoGap() throws SQLException {
        append(booking("a", 100));
        assertThrows(
                IllegalStateException.class,
                () -> Transactions.run(database, transaction -> {
                    Ledger.append(transaction, booking("lost", 1));
                    throw new IllegalStateException("killed");
                }));
        assertEquals(2, append(booking("b", 1)).journalId());
    }

    @Test
    void anOverdraftIsRefusedAndNamed() throws SQLException {
        append(booking("a", 100));
        SQLException refused = assertRefused(
                "NL001",
                entry(
                        "b",
                        new Posting()
                                .debit(AccountCode.pending("bcrt1a"), 101)
                                .credit(AccountCode.available("bcrt1a"), 101)));
        assertEquals(true, refused.getMessage().contains("liability:miner:bcrt1a:pending by 1 sat"));
    }

    @Test
    void anUnknownAccountIsRefused() {
        assertRefused(
                "NL005",
                entry("a", new Posting().debit(new AccountCode("asset:gold"), 1).credit(AccountCode.HOT, 1)));
    }

    @Test
    void theTypesRefuseWhatDoesNotBalance() {
        assertThrows(IllegalArgumentException.class, () -> entry("a", new Posting().debit(AccountCode.SUSPENSE, 1)));
        assertThrows(IllegalArgumentException.class, () -> entry("a", new Posting()));
    }

    @Test
    void theDatabaseRefusesWhatDoesNotBalanceWhenItCommits() throws SQLException {
        assertSqlRefused(
                "NL003",
                "SELECT ledger.append('a', 'test', now(), 'x', 1, NULL, '{}',"
                        + " '{asset:hot,suspense:reconcile}', '{5,-4}')");
        assertEquals("0", TestDatabase.single(database, "SELECT journal_id FROM ledger.head"));
    }

    @Test
    void aLateLineIsRefused() throws SQLException {
        append(booking("a", 100));
        assertSqlRefused("NL004", "INSERT INTO ledger.entry VALUES (1, 4, 2, 7)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"account", "journal", "entry"})
    void anUpdateADeleteAndATruncateAreRefused(String table) throws SQLException {
        append(booking("a", 100));
        assertSqlRefused("NL004", "UPDATE ledger." + table + " SET " + column(table) + " = " + column(table));
        assertSqlRefused("NL004", "DELETE FROM ledger." + table);
        assertSqlRefused("NL004", "TRUNCATE ledger." + table + " CASCADE");
    }

    private static String column(String table) {
        return switch (table) {
            case "account" -> "party";
            case "journal" -> "actor";
            default -> "amount_sat";
        };
    }

    @Test
    void theChainShowsATamperedJournal() throws SQLException {
        append(booking("a", 100));
        append(booking("b", 100));
        append(booking("c", 100));
        TestDatabase.execute(database, "ALTER TABLE ledger.journal DISABLE TRIGGER immutable");
        TestDatabase.execute(database, "UPDATE ledger.journal SET actor = 'somebody' WHERE id = 2");
        assertEquals("2", TestDatabase.single(database, "SELECT journal_id FROM ledger.broken_journals()"));
        TestDatabase.execute(database, "UPDATE ledger.journal SET actor = 'test' WHERE id = 2");
    }

    @Test
    void aJournalIsReversedOnce() throws SQLException {
        append(booking("a", 100));
        Posting lines = Transactions.call(database, transaction -> Ledger.linesOf(transaction, 1));
        append(reversal("r1", lines.negated()));
        assertRefused("23505", reversal("r2", lines.negated()));
        assertEquals("0", TestDatabase.single(database, "SELECT count(*) FROM ledger.balance WHERE amount_sat <> 0"));
    }

    @Test
    void aJournalReversesAnEarlierOneNotItself() {
        Posting posting = new Posting().debit(AccountCode.SUSPENSE, 1).credit(AccountCode.POOL_FEE, 1);
        assertRefused("23514", reversal("r1", posting));
    }

    @Test
    void writersOnSeveralConnectionsMakeOneChain() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Void>> writers = IntStream.range(0, 4)
                    .mapToObj(writer -> threads.submit(() -> write(writer)))
                    .toList();
            for (Future<Void> writer : writers) {
                writer.get();
            }
        } finally {
            threads.shutdown();
        }
        assertEquals("100", TestDatabase.single(database, "SELECT max(id) FROM ledger.journal"));
    }

    /** Half of the keys are shared by all writers: one of them appends, the others find it there. */
    private Void write(int writer) throws SQLException {
        Random random = new Random(writer);
        for (int i = 0; i < 40; i++) {
            String key = i < 20 ? "shared-" + i : "own-" + writer + "-" + i;
            append(booking(key, i < 20 ? i + 1 : 1 + random.nextInt(1_000_000)));
        }
        return null;
    }

    private AppendResult append(JournalEntry entry) throws SQLException {
        return Transactions.call(database, transaction -> Ledger.append(transaction, entry));
    }

    private SQLException assertRefused(String state, JournalEntry entry) {
        SQLException refused = assertThrows(SQLException.class, () -> append(entry));
        assertEquals(state, refused.getSQLState(), refused.getMessage());
        return refused;
    }

    private void assertSqlRefused(String state, String sql) {
        SQLException refused = assertThrows(
                SQLException.class,
                () -> Transactions.run(
                        database, transaction -> transaction.createStatement().execute(sql)));
        assertEquals(state, refused.getSQLState(), refused.getMessage());
    }

    private static JournalEntry booking(String key, long sats) {
        return entry(
                key,
                new Posting()
                        .debit(AccountCode.COINBASE_IMMATURE, sats + 7)
                        .credit(AccountCode.pending("bcrt1a"), sats)
                        .credit(AccountCode.POOL_FEE, 7));
    }

    private static JournalEntry entry(String key, Posting posting) {
        return new JournalEntry(
                key, JournalKind.BLOCK_BOOKED, NOW, "test", 1, OptionalLong.empty(), "{}", posting.lines());
    }

    private static JournalEntry reversal(String key, Posting posting) {
        return new JournalEntry(
                key, JournalKind.BLOCK_REVERSED, NOW, "test", 1, OptionalLong.of(1), "{}", posting.lines());
    }
}
