package neman.payout.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.UnusableDatabaseException;
import neman.payout.TestDatabase;
import org.junit.jupiter.api.Test;

/** The owner migrates, the application's user works, and who lacks a right is told the SQL. */
class LedgerSchemaTest {
    @Test
    void theApplicationsUserFindsTheSchemasUpToDateAndDoesNotMigrateThem() throws Exception {
        try (HikariDataSource owner = TestDatabase.migrated();
                HikariDataSource application = TestDatabase.as(owner, "neman_app")) {
            assertTrue(LedgerSchema.MIGRATION.isMigratedBy(owner));
            assertFalse(LedgerSchema.MIGRATION.isMigratedBy(application));
            LedgerSchema.MIGRATION.requireCurrent(application);
            AccountingSchema.MIGRATION.requireCurrent(application);
            LedgerSchema.requireRights(application);
            LedgerSchema.requireRights(owner);
        }
    }

    @Test
    void aUserWithoutTheRoleIsToldTheGrant() throws Exception {
        try (HikariDataSource owner = TestDatabase.migrated();
                HikariDataSource stranger = TestDatabase.as(owner, "pg_read_all_settings")) {
            UnusableDatabaseException refused =
                    assertThrows(UnusableDatabaseException.class, () -> LedgerSchema.requireRights(stranger));
            String grant = refused.getMessage().substring(refused.getMessage().indexOf("GRANT"));
            assertEquals("GRANT neman_app TO " + stranger.getUsername() + ";", grant);
            TestDatabase.execute(owner, grant);
            LedgerSchema.requireRights(stranger);
        }
    }

    @Test
    void anOlderSchemaIsNotWorkedOn() throws Exception {
        try (HikariDataSource owner = TestDatabase.migrated();
                HikariDataSource application = TestDatabase.as(owner, "neman_app")) {
            TestDatabase.execute(
                    owner,
                    "DELETE FROM ledger.schema_version WHERE installed_rank ="
                            + " (SELECT max(installed_rank) FROM ledger.schema_version)");
            UnusableDatabaseException refused = assertThrows(
                    UnusableDatabaseException.class, () -> LedgerSchema.MIGRATION.requireCurrent(application));
            assertTrue(refused.getMessage().contains("older than this program"), refused.getMessage());
        }
    }

    /** On a server where an administrator keeps the right to make roles to himself. */
    @Test
    void anOwnerWhoMayNotMakeRolesIsToldWhatAnAdministratorRuns() throws Exception {
        try (HikariDataSource administrator = TestDatabase.migrated();
                HikariDataSource owner = TestDatabase.as(administrator, "pg_read_all_settings")) {
            TestDatabase.execute(
                    administrator,
                    "DROP SCHEMA ledger, accounting CASCADE; ALTER ROLE neman_app RENAME TO neman_app_before");
            try {
                TestDatabase.execute(
                        administrator,
                        "GRANT CREATE ON DATABASE " + database(administrator) + " TO " + owner.getUsername());
                AccountingSchema.migrate(owner);
                UnusableDatabaseException refused =
                        assertThrows(UnusableDatabaseException.class, () -> LedgerSchema.migrate(owner));
                assertTrue(refused.getMessage().contains("CREATE ROLE neman_app NOLOGIN;"), refused.getMessage());
            } finally {
                TestDatabase.execute(administrator, "ALTER ROLE neman_app_before RENAME TO neman_app");
            }
            LedgerSchema.migrate(owner);
            assertEquals("0", TestDatabase.single(owner, "SELECT journal_id FROM ledger.head"));
        }
    }

    private static String database(HikariDataSource at) throws Exception {
        return TestDatabase.single(at, "SELECT current_database()");
    }
}
