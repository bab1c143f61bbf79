package neman.accounting.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;

/**
 * Brings one schema to the version that this code was written for.
 *
 * <p>Each module owns a schema with its own history; all of them migrate under one advisory lock, so that several
 * processes may start at once.
 *
 * @param schema the PostgreSQL schema, created where it is missing
 * @param location of the SQL files on the class path: {@code db/accounting}
 */
public record SchemaMigration(String schema, String location) {
    /** The key of the advisory lock under which all schemas are migrated ("neman" in ASCII). */
    static final long LOCK_KEY = 0x6e656d616eL;

    /**
     * @return how many migrations were applied now
     * @throws UnusableDatabaseException where the schema is newer than this code, was altered, or a migration fails
     */
    public int migrate(DataSource dataSource) throws SQLException, UnusableDatabaseException {
        try (Connection lockHolder = dataSource.getConnection()) {
            advisory(lockHolder, "SELECT pg_advisory_lock(?)");
            try {
                return migrateLocked(dataSource);
            } finally {
                advisory(lockHolder, "SELECT pg_advisory_unlock(?)");
            }
        }
    }

    /** Whether this user owns the schema, as who migrates must, or there is none yet. */
    public boolean isMigratedBy(DataSource dataSource) throws SQLException {
        String sql = "SELECT coalesce(bool_and(pg_has_role(current_user, nspowner, 'USAGE')), true)"
                + " FROM pg_namespace WHERE nspname = ?";
        try (Connection connection = dataSource.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, schema);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    /**
     * For a user who may not migrate: looks whether the owner has.
     *
     * @throws UnusableDatabaseException where the schema is older than this code, or newer
     */
    public void requireCurrent(DataSource dataSource) throws UnusableDatabaseException {
        if (pending(dataSource) > 0) {
            throw new UnusableDatabaseException("schema " + schema
                    + " is older than this program, and this user does not own it; name the owner as postgres.owner-user,"
                    + " or start once as him");
        }
    }

    /**
     * How many migrations the database lacks; changes nothing.
     *
     * @throws UnusableDatabaseException where the schema is newer than this code
     */
    public int pending(DataSource dataSource) throws UnusableDatabaseException {
        try {
            Flyway flyway = flyway(dataSource);
            refuseNewer(flyway);
            return flyway.info().pending().length;
        } catch (FlywayException e) {
            throw new UnusableDatabaseException("schema " + schema + " cannot be looked at: " + reason(e), e);
        }
    }

    private int migrateLocked(DataSource dataSource) throws UnusableDatabaseException {
        try {
            Flyway flyway = flyway(dataSource);
            refuseNewer(flyway);
            return flyway.migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new UnusableDatabaseException("schema " + schema + " cannot be migrated: " + reason(e), e);
        }
    }

    private Flyway flyway(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .schemas(schema)
                .table("schema_version")
                .locations("classpath:" + location)
                .failOnMissingLocations(true)
                .load();
    }

    private void refuseNewer(Flyway flyway) throws UnusableDatabaseException {
        Optional<MigrationInfo> unknown = Arrays.stream(flyway.info().applied())
                .filter(info -> info.getState() == MigrationState.FUTURE_SUCCESS
                        || info.getState() == MigrationState.FUTURE_FAILED)
                .findFirst();
        if (unknown.isPresent()) {
            throw new UnusableDatabaseException("schema " + schema + " is at version "
                    + unknown.get().getVersion()
                    + ", newer than this program knows; run the newer release, or restore the backup made before it");
        }
    }

    private static void advisory(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, LOCK_KEY);
            statement.execute();
        }
    }

    /** What the server said, where it said anything: Flyway names the script only. */
    private static String reason(FlywayException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return firstLine(cause.getMessage());
            }
        }
        return firstLine(e.getMessage());
    }

    private static String firstLine(String message) {
        return message.lines().filter(line -> !line.isBlank()).findFirst().orElse("no reason given");
    }
}
