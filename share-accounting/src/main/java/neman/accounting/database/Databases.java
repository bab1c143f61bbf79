package neman.accounting.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import javax.sql.DataSource;

/** Opens connection pools, and only on databases that keep what they have committed. */
public final class Databases {
    /** The oldest major version that our SQL is written for. */
    public static final int OLDEST_MAJOR_VERSION = 14;

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    /** Of SQL states: no connection, or a server that is starting or stopping. */
    private static final String[] AWAY = {"08", "57P"};

    private Databases() {}

    /**
     * Opens a pool and checks that the server is reachable, recent enough and durable.
     *
     * @param maximumConnections at least 5: migrations hold four at a time, leadership one for good
     * @throws UnreachableDatabaseException where the server does not answer
     * @throws UnusableDatabaseException with one line for the operator
     */
    public static HikariDataSource open(PostgresAccess access, int maximumConnections)
            throws UnusableDatabaseException {
        HikariDataSource dataSource = connect(access, maximumConnections);
        try {
            requireDurable(dataSource);
            return dataSource;
        } catch (UnusableDatabaseException | RuntimeException e) {
            dataSource.close();
            throw e;
        } catch (SQLException e) {
            dataSource.close();
            throw new UnusableDatabaseException("PostgreSQL (" + access + ") failed: " + e.getMessage(), e);
        }
    }

    /** For who can do without the database for now: a pool that connects when there is one, which nothing has checked. */
    public static HikariDataSource openUnreached(PostgresAccess access, int maximumConnections) {
        HikariConfig config = configuration(access, maximumConnections);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    private static HikariConfig configuration(PostgresAccess access, int maximumConnections) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(access.url());
        config.setUsername(access.user());
        config.setPassword(access.password());
        config.setMaximumPoolSize(maximumConnections);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECT_TIMEOUT.toMillis());
        config.setPoolName("postgres");
        config.addDataSourceProperty("ApplicationName", "neman");
        // A server that vanished without a word must not hold a thread for ever.
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty("socketTimeout", "300");
        return config;
    }

    private static HikariDataSource connect(PostgresAccess access, int maximumConnections)
            throws UnusableDatabaseException {
        try {
            return new HikariDataSource(configuration(access, maximumConnections));
        } catch (PoolInitializationException e) {
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            String message = "PostgreSQL (" + access + ") cannot be reached: " + reason
                    + "; is it running, and are user and password right?";
            throw isAway(e.getCause())
                    ? new UnreachableDatabaseException(message, e)
                    : new UnusableDatabaseException(message, e);
        }
    }

    private static boolean isAway(Throwable cause) {
        return cause instanceof SQLException failure
                && failure.getSQLState() != null
                && Arrays.stream(AWAY).anyMatch(failure.getSQLState()::startsWith);
    }

    /**
     * Refuses a server that may forget a committed transaction: the ledger lives there.
     *
     * @throws UnusableDatabaseException where it is too old, or has fsync, full_page_writes or synchronous_commit off
     */
    public static void requireDurable(DataSource dataSource) throws SQLException, UnusableDatabaseException {
        try (Connection connection = dataSource.getConnection()) {
            int version = connection.getMetaData().getDatabaseMajorVersion();
            if (version < OLDEST_MAJOR_VERSION) {
                throw new UnusableDatabaseException(
                        "PostgreSQL " + version + " is too old; " + OLDEST_MAJOR_VERSION + " or newer is needed");
            }
            for (String setting : new String[] {"fsync", "full_page_writes", "synchronous_commit"}) {
                if (show(connection, setting).equals("off")) {
                    throw new UnusableDatabaseException("PostgreSQL runs with " + setting
                            + " = off and may lose committed payouts; set it to on (for this user and database too)");
                }
            }
        }
    }

    private static String show(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW " + setting)) {
            row.next();
            return row.getString(1);
        }
    }
}
