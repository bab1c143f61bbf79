package neman.deploy.wiring;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.database.SchemaMigration;
import neman.accounting.database.UnusableDatabaseException;
import neman.deploy.config.PoolConfiguration;
import neman.payout.ledger.LedgerSchema;

/** Both schemas, brought up to date by their owner, and the rights of the user who works in them. */
final class Schemas {
    /** What a migration holds at a time, and one to spare. */
    private static final int OWNER_CONNECTIONS = 5;

    private static final List<SchemaMigration> ALL = List.of(AccountingSchema.MIGRATION, LedgerSchema.MIGRATION);

    private Schemas() {}

    /**
     * Migrates as the owner where the configuration names one, else as the user himself where the schemas are his; where they are
     * not they must be up to date.
     */
    static void prepare(PoolConfiguration configuration, DataSource database) throws PoolException {
        try {
            Optional<PostgresAccess> owner = configuration.postgres().flatMap(Schemas::ownerAccess);
            if (owner.isPresent()) {
                try (HikariDataSource ownersDatabase = Databases.open(owner.get(), OWNER_CONNECTIONS)) {
                    migrate(ownersDatabase);
                }
            } else {
                migrate(database);
            }
            LedgerSchema.requireRights(database);
        } catch (UnusableDatabaseException e) {
            throw new PoolException(e.getMessage(), e);
        } catch (SQLException e) {
            throw new PoolException("PostgreSQL failed while the schemas were migrated: " + e.getMessage(), e);
        }
    }

    /** The same of a database that was away at the start, so that nothing of it has been checked. */
    static void prepareLate(PoolConfiguration configuration, DataSource database) throws SQLException, PoolException {
        try {
            Databases.requireDurable(database);
        } catch (UnusableDatabaseException e) {
            throw new PoolException(e.getMessage(), e);
        }
        prepare(configuration, database);
    }

    /** Empty where the user himself is the owner. */
    static Optional<PostgresAccess> ownerAccess(neman.deploy.config.PostgresAccess configured) {
        return configured
                .owner()
                .map(owner -> new PostgresAccess(
                        configured.jdbcUrl(), owner.user(), owner.password().orElse("")));
    }

    private static void migrate(DataSource database) throws SQLException, UnusableDatabaseException {
        for (SchemaMigration schema : ALL) {
            if (schema.isMigratedBy(database)) {
                schema.migrate(database);
            } else {
                schema.requireCurrent(database);
            }
        }
    }
}
