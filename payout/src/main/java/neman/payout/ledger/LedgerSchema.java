package neman.payout.ledger;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

    /**
     * Looks whether this user may do the application's work: a member of the role {@code neman_app}, or the owner himself.
     *
     * @throws UnusableDatabaseException with the SQL that grants it
     */
    public static void requireRights(DataSource database) throws SQLException, UnusableDatabaseException {
        String sql =
                "SELECT pg_has_role(current_user, 'neman_app', 'USAGE') OR pg_has_role(current_user, nspowner, 'USAGE'),"
                        + " quote_ident(current_user) FROM pg_namespace WHERE nspname = 'ledger'";
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            if (!row.getBoolean(1)) {
                throw new UnusableDatabaseException("the database's user " + row.getString(2)
                        + " has no rights in the ledger; its owner or an administrator runs once: GRANT neman_app TO "
                        + row.getString(2) + ";");
            }
        }
    }
}
