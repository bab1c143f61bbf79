package neman.accounting.database;

import java.sql.SQLException;
import javax.sql.DataSource;

/** The schema {@code accounting}: instances, segments, rounds. */
public final class AccountingSchema {
    public static final SchemaMigration MIGRATION = new SchemaMigration("accounting", "db/accounting");

    private AccountingSchema() {}

    /** Shorthand for {@link SchemaMigration#migrate} of this schema. */
    public static void migrate(DataSource dataSource) throws SQLException, UnusableDatabaseException {
        MIGRATION.migrate(dataSource);
    }
}
