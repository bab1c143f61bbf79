package neman.payout.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Users of their own, logged in: what the two roles let them do, and what not. */
class RolesTest {
    private static final String PERMISSION_DENIED = "42501";

    private static TestPool pool;
    private static HikariDataSource application;
    private static HikariDataSource auditor;

    @BeforeAll
    static void open() throws Exception {
        pool = new TestPool();
        application = TestDatabase.as(pool.database, "neman_app");
        auditor = TestDatabase.as(pool.database, "neman_auditor");
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.findBlock();
        pool.tick();
    }

    @AfterAll
    static void close() throws SQLException {
        application.close();
        auditor.close();
        pool.assertSound();
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO ledger.account (code, kind, non_negative) VALUES ('asset:mine', 'asset', false)",
                "INSERT INTO ledger.journal SELECT * FROM ledger.journal",
                "INSERT INTO ledger.entry VALUES (1, 9, 1, 5)",
                "UPDATE ledger.journal SET actor = 'nobody'",
                "UPDATE ledger.entry SET amount_sat = 1",
                "DELETE FROM ledger.entry",
                "DELETE FROM ledger.journal",
                "TRUNCATE ledger.journal CASCADE",
                "INSERT INTO ledger.balance VALUES (1, 5)",
                "UPDATE ledger.balance SET amount_sat = 5",
                "DELETE FROM ledger.balance",
                "UPDATE ledger.head SET journal_id = 0",
                "UPDATE ledger.artefact SET body = '{}'",
                "DELETE FROM ledger.allocation",
                "DELETE FROM ledger.payout_item",
                "DELETE FROM ledger.payout_batch",
                "UPDATE ledger.miner_hold SET held = false",
                "UPDATE ledger.miner_terms SET donation_basis_points = 10000",
                "ALTER TABLE ledger.journal DISABLE TRIGGER immutable",
                "DROP TABLE ledger.entry CASCADE",
                "CREATE TABLE ledger.own (id int)",
                "UPDATE ledger.schema_version SET success = false",
                "SELECT ledger.post_balances(1)"
            })
    void theApplicationsUserChangesNoBooksDirectly(String sql) throws SQLException {
        assertDenied(application, sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM ledger.journal",
                "SELECT * FROM ledger.balance",
                "SELECT * FROM ledger.payout_batch",
                "SELECT * FROM accounting.round",
                "SELECT ledger.append('k', 'test', now(), 'x', 1, NULL, '{}', '{asset:hot,suspense:reconcile}', '{5,-5}')",
                "SELECT ledger.lock()",
                "INSERT INTO ledger.audit_journal SELECT * FROM ledger.audit_journal",
                "UPDATE ledger.audit_journal SET actor = 'nobody'",
                "DELETE FROM ledger.audit_journal",
                "INSERT INTO ledger.audit_miner_hold SELECT * FROM ledger.audit_miner_hold",
                "DELETE FROM ledger.audit_miner_terms",
                "TRUNCATE ledger.journal CASCADE",
                "DROP VIEW ledger.audit_journal"
            })
    void theAuditorsUserWritesNothingAndSeesOnlyItsViews(String sql) throws SQLException {
        assertDenied(auditor, sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "audit_journal",
                "audit_entry",
                "audit_balance",
                "audit_settlement",
                "audit_payout",
                "audit_miner_hold",
                "audit_miner_terms"
            })
    void theAuditorsUserReadsTheViews(String view) throws SQLException {
        String rows = TestDatabase.single(auditor, "SELECT count(*) FROM ledger." + view);
        assertEquals(TestDatabase.single(pool.database, "SELECT count(*) FROM ledger." + view), rows);
    }

    @Test
    void theLedgerRefusesItsOwnerToo() {
        for (String sql : List.of("DELETE FROM ledger.journal", "UPDATE ledger.entry SET amount_sat = 1")) {
            SQLException refused =
                    assertThrows(SQLException.class, () -> TestDatabase.execute(pool.database, sql), sql);
            assertEquals("NL004", refused.getSQLState());
        }
    }

    private void assertDenied(HikariDataSource user, String sql) throws SQLException {
        String before = pool.single("SELECT leaf_hash FROM ledger.head");
        SQLException refused = assertThrows(SQLException.class, () -> TestDatabase.execute(user, sql), sql);
        assertEquals(PERMISSION_DENIED, refused.getSQLState(), refused.getMessage());
        assertEquals(before, pool.single("SELECT leaf_hash FROM ledger.head"));
    }
}
