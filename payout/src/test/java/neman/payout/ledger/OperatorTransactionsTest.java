package neman.payout.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import neman.accounting.leader.Leadership;
import neman.payout.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OperatorTransactionsTest {
    private static final InstantSource CLOCK = InstantSource.fixed(Instant.parse("2026-01-02T03:04:05Z"));

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HikariDataSource database;
    private LedgerTransactions operator;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
        operator = LedgerTransactions.ofOperator(database, new OperatorCommand("alice", "cancel 1"), CLOCK);
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
    }

    private String count(String where) throws SQLException {
        return TestDatabase.single(database, "SELECT count(*) FROM ledger.operator_command WHERE " + where);
    }

    @Test
    void eachTransactionNotesWhoAskedForWhatAndWhen() throws SQLException {
        operator.execute(transaction -> {});
        assertEquals("1", count("operator = 'alice' AND command = 'cancel 1' AND at = '2026-01-02T03:04:05Z'"));
        assertThrows(
                SQLException.class,
                () -> operator.execute(transaction -> {
                    throw new SQLException("a crash");
                }));
        assertEquals("1", count("true"), "what was not done is not noted");
        assertThrows(SQLException.class, () -> TestDatabase.execute(database, "DELETE FROM ledger.operator_command"));
    }

    @Test
    void aCommandWaitsForTheLeadersTransactionAndTheLeaderForTheCommand() throws Exception {
        try (Leadership leadership =
                Leadership.tryAcquire(database, "payout", "test").orElseThrow()) {
            LedgerTransactions leader = new LedgerTransactions(database, leadership);
            assertFalse(runsBeside(leader, operator));
            assertFalse(runsBeside(operator, leader));
            assertFalse(runsBeside(operator, operator));
            assertTrue(runsBeside(leader, leader), "a leader's transactions are its own to order");
        }
    }

    @Test
    void whereNobodyEverLedTheFirstLeaderWaitsForTheCommand() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Future<?> command = threads.submit(() -> hold(operator, inside, leave));
        inside.await();
        Future<Leadership> leader = threads.submit(
                () -> Leadership.tryAcquire(database, "payout", "test").orElseThrow());
        awaitALockWaiter();
        assertFalse(leader.isDone());
        leave.countDown();
        command.get(20, TimeUnit.SECONDS);
        leader.get(20, TimeUnit.SECONDS).close();
    }

    /** Whether {@code second} can do a transaction while {@code first} is inside one. */
    private boolean runsBeside(LedgerTransactions first, LedgerTransactions second) throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        Future<?> holder = threads.submit(() -> hold(first, inside, leave));
        inside.await();
        Future<?> other = threads.submit(() -> hold(second, new CountDownLatch(1), new CountDownLatch(0)));
        while (!other.isDone() && lockWaiters() == 0) {
            Thread.onSpinWait();
        }
        boolean beside = other.isDone();
        leave.countDown();
        holder.get(20, TimeUnit.SECONDS);
        other.get(20, TimeUnit.SECONDS);
        return beside;
    }

    private static Void hold(LedgerTransactions transactions, CountDownLatch inside, CountDownLatch leave)
            throws SQLException {
        transactions.execute(transaction -> {
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new SQLException(e);
            }
        });
        return null;
    }

    private void awaitALockWaiter() throws SQLException {
        while (lockWaiters() == 0) {
            Thread.onSpinWait();
        }
    }

    private int lockWaiters() throws SQLException {
        return Integer.parseInt(
                TestDatabase.single(
                        database,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"));
    }

    @Test
    void aNameOrCommandThatCouldForgeALineIsRefused() {
        for (String name : new String[] {"", " ", "a\nb", "x".repeat(65), "a:b"}) {
            assertThrows(IllegalArgumentException.class, () -> new OperatorCommand(name, "x"), name);
        }
        assertThrows(IllegalArgumentException.class, () -> new OperatorCommand("alice", "a\nb"));
        assertThrows(IllegalArgumentException.class, () -> new OperatorCommand("alice", "x".repeat(1_001)));
        assertEquals("operator:Jürgen K.", new OperatorCommand("Jürgen K.", "x").actor());
    }
}
