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
import org.junit.jupiter.params.provider.CsvSource;
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
                "TRUNCATE ledger.entry",
                "TRUNCATE ledger.balance",
                "INSERT INTO ledger.head (journal_id, leaf_hash) VALUES (9, 'x')",
                "DELETE FROM ledger.artefact",
                "DELETE FROM ledger.block",
                "UPDATE ledger.allocation SET sats = 1",
                "UPDATE ledger.block_event SET state = 'PENDING'",
                "UPDATE ledger.payout_item SET sats = 1",
                "UPDATE ledger.payout_event SET state = 'SETTLED'",
                "UPDATE ledger.payout_attempt SET fee_sats = 0",
                "UPDATE ledger.payout_approval SET signature = 'x'",
                "DELETE FROM ledger.payout_input",
                "DELETE FROM ledger.acknowledged_spend",
                "DELETE FROM ledger.operator_command",
                "UPDATE ledger.closed_day SET actor = 'nobody'",
                "UPDATE ledger.reconciliation SET wallet_sats = 0",
                "DELETE FROM ledger.desk_request",
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

    /** Through the one door that it has, the books refuse the application what they refuse everybody. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    NL003 | 'k', '{}', '{asset:hot,suspense:reconcile}', '{5,-4}'
                    NL003 | 'k', '{}', '{asset:hot,suspense:reconcile}', '{5}'
                    NL001 | 'k', '{}', '{asset:hot,suspense:reconcile}', '{-6,6}'
                    NL002 | 'known', '{}', '{asset:hot,suspense:reconcile}', '{6,-6}'
                    NL002 | 'known', '{"a":1}', '{asset:hot,suspense:reconcile}', '{5,-5}'
                    NL005 | 'k', '{}', '{asset:gold,suspense:reconcile}', '{5,-5}'
                    NL005 | 'k', '{}', '{liability:miner:x:paid,suspense:reconcile}', '{5,-5}'
                    23514 | 'k', '{}', '{asset:hot}', '{5}'
                    23514 | 'k', '{}', '{asset:hot,suspense:reconcile}', '{0,0}'
                    23505 | 'k', '{}', '{asset:hot,asset:hot}', '{5,-5}'
                    23502 | 'k', '{}', '{asset:hot,suspense:reconcile}', '{5,NULL}'
                    """)
    void theApplicationsUserAppendsNothingThatTheBooksRefuse(String state, String journal) throws SQLException {
        String append = "SELECT ledger.append(%s, 'test', now(), 'x', 1, NULL, %s, %s, %s)";
        TestDatabase.execute(
                application, String.format(append, "'known'", "'{}'", "'{asset:hot,suspense:reconcile}'", "'{5,-5}'"));
        String before = pool.single("SELECT leaf_hash FROM ledger.head");
        String sql = String.format(append, (Object[]) journal.split(", "));
        SQLException refused = assertThrows(SQLException.class, () -> TestDatabase.execute(application, sql), sql);
        assertEquals(state, refused.getSQLState(), refused.getMessage());
        assertEquals(before, pool.single("SELECT leaf_hash FROM ledger.head"));
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
                "INSERT INTO ledger.journal SELECT * FROM ledger.audit_journal",
                "INSERT INTO ledger.entry VALUES (1, 9, 1, 5)",
                "UPDATE ledger.journal SET actor = 'nobody'",
                "UPDATE ledger.entry SET amount_sat = 1",
                "DELETE FROM ledger.journal",
                "DELETE FROM ledger.entry",
                "TRUNCATE ledger.entry",
                "UPDATE ledger.balance SET amount_sat = 5",
                "UPDATE ledger.payout_batch SET state = 'SETTLED'",
                "INSERT INTO ledger.operator_command (at, operator, command) VALUES (now(), 'a', 'b')",
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
                "audit_miner_terms",
                "audit_closed_day",
                "audit_operator_command",
                "audit_reconciliation",
                "audit_desk_request"
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
