package neman.payout.ledger;

import java.sql.SQLException;
import javax.sql.DataSource;
import neman.accounting.database.SchemaMigration;
import neman.accounting.database.UnusableDatabaseException;

/** The schema {@code ledger}: journals, blocks, payouts. */
public final class LedgerSchema {
    public static final SchemaMigration MIGRATION = new SchemaMigration("ledger", "db/ledger");

    private LedgerSchema() {}

    /** Shorthand for {@link SchemaMigration#migrate} of this schema. */
    public static void migrate(DataSource database) throws SQLException, UnusableDatabaseException {
        MIGRATION.migrate(database);
    }
}
