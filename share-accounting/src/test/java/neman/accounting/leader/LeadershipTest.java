package neman.accounting.leader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.database.TestDatabase;
import neman.accounting.database.Transactions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LeadershipTest {
    private static final String ROLE = "accountant";

    private HikariDataSource dataSource;

    @BeforeEach
    void open() throws Exception {
        dataSource = TestDatabase.migrated();
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private Optional<Leadership> acquire(String holder) throws SQLException {
        return Leadership.tryAcquire(dataSource, ROLE, holder);
    }

    @Test
    void oneLeadsAtATimeAndEachTakeoverRaisesTheEpoch() throws Exception {
        try (Leadership first = acquire("first").orElseThrow()) {
            assertEquals(1, first.epoch());
            assertTrue(first.isHeld());
            assertTrue(acquire("second").isEmpty());
            try (Leadership other =
                    Leadership.tryAcquire(dataSource, "payout", "other").orElseThrow()) {
                assertEquals(1, other.epoch());
            }
        }
        try (Leadership second = acquire("second").orElseThrow()) {
            assertEquals(2, second.epoch());
        }
    }

    /** Seen on the connection that held the lock, which the pool gives to the thread that last used it. */
    @Test
    void theServerNoticesALeaderThatVanished() throws Exception {
        acquire("vanishing").orElseThrow().close();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW tcp_user_timeout")) {
            row.next();
            assertEquals("7000", row.getString(1));
        }
    }

    @Test
    void aFormerLeaderIsRefused() throws Exception {
        Leadership former = acquire("former").orElseThrow();
        Transactions.<LeadershipLostException>run(dataSource, former::check);
        former.close();
        assertFalse(former.isHeld());
        try (Leadership next = acquire("next").orElseThrow()) {
            var refused = assertThrows(
                    LeadershipLostException.class,
                    () -> Transactions.<LeadershipLostException>run(dataSource, former::check));
            assertTrue(refused.getMessage().contains("next leads with epoch 2"), refused.getMessage());
            Transactions.<LeadershipLostException>run(dataSource, next::check);
        }
    }

    @Test
    void aLeaderWhoseLockConnectionDiedIsReplacedAndRefusedThoughItsOtherConnectionsLive() throws Exception {
        Leadership former = acquire("former").orElseThrow();
        terminateLockHolder();
        Leadership next = acquireSoon("next");
        assertFalse(former.isHeld());
        assertThrows(
                LeadershipLostException.class,
                () -> Transactions.<LeadershipLostException>run(dataSource, former::check));
        former.close();
        assertTrue(next.isHeld());
        assertTrue(acquire("third").isEmpty());
        next.close();
    }

    @Test
    void aTakeoverWaitsForTheTransactionThatHasChecked() throws Exception {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        Leadership former = acquire("former").orElseThrow();
        try (Connection transaction = dataSource.getConnection()) {
            transaction.setAutoCommit(false);
            former.check(transaction);
            terminateLockHolder();
            Future<Leadership> takeover = thread.submit(() -> acquireSoon("next"));
            assertThrows(TimeoutException.class, () -> takeover.get(300, TimeUnit.MILLISECONDS));
            transaction.commit();
            try (Leadership next = takeover.get(10, TimeUnit.SECONDS)) {
                assertEquals(2, next.epoch());
            }
        } finally {
            former.close();
            thread.shutdownNow();
        }
    }

    /** The server frees the lock a moment after it ended the session. */
    private Leadership acquireSoon(String holder) throws SQLException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        Optional<Leadership> acquired = acquire(holder);
        while (acquired.isEmpty() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(5_000_000);
            acquired = acquire(holder);
        }
        return acquired.orElseThrow();
    }

    private void terminateLockHolder() throws SQLException {
        TestDatabase.execute(
                dataSource,
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
    }
}
