package neman.payout;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.sql.DataSource;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.payout.ledger.LedgerSchema;

/**
 * One embedded PostgreSQL for all tests of this JVM, stopped with it; each test gets a database of its own, which is gone some
 * tests later.
 */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String TEMPLATE = "migrated";
    private static final int DATABASES_KEPT = 20;
    private static EmbeddedPostgres server;
    private static int tests;

    private TestDatabase() {}

    /** A pool on a new database with both schemas; the test closes it. */
    public static synchronized HikariDataSource migrated() throws Exception {
        if (server == null) {
            Path directory = Files.createTempDirectory("neman-payout-test");
            server = EmbeddedPostgres.start(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
            maintain("CREATE DATABASE " + TEMPLATE);
            try (HikariDataSource template = open(TEMPLATE)) {
                AccountingSchema.migrate(template);
                LedgerSchema.migrate(template);
            }
        }
        if (++tests % DATABASES_KEPT == 0) {
            dropWhatNobodyUses();
        }
        return open(copyOf(TEMPLATE));
    }

    /** Many at once: only the first waits until everything is on disk. */
    private static void dropWhatNobodyUses() throws Exception {
        try (HikariDataSource maintenance = Databases.open(server.access(), 2)) {
            String names = single(
                    maintenance,
                    "SELECT string_agg(datname, ',') FROM pg_database d WHERE datname LIKE 'test\\_%'"
                            + " AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)");
            for (String name : names == null ? new String[0] : names.split(",")) {
                execute(maintenance, "DROP DATABASE " + name);
            }
        }
    }

    /** What stands in another database now, under a name of its own; nobody may be connected to that one meanwhile. */
    public static synchronized String copyOf(String name) throws Exception {
        String copy = "test_" + NUMBER.incrementAndGet();
        maintain("CREATE DATABASE " + copy + " TEMPLATE " + name);
        return copy;
    }

    private static void maintain(String sql) throws Exception {
        try (HikariDataSource maintenance = Databases.open(server.access(), 2)) {
            execute(maintenance, sql);
        }
    }

    /** A pool on a database of this server; the test closes it. */
    public static HikariDataSource open(String name) throws Exception {
        PostgresAccess access = server.access();
        String url = access.url().substring(0, access.url().lastIndexOf('/') + 1) + name;
        return Databases.open(new PostgresAccess(url, access.user(), access.password()), 6);
    }

    public static String nameOf(HikariDataSource database) {
        return database.getJdbcUrl().substring(database.getJdbcUrl().lastIndexOf('/') + 1);
    }

    /** Another user of the same database, logged in with nothing but the rights of {@code role}; the test closes it. */
    public static HikariDataSource as(HikariDataSource owner, String role) throws Exception {
        String user = "user_" + NUMBER.incrementAndGet();
        execute(owner, "CREATE ROLE " + user + " LOGIN PASSWORD '" + user + "' IN ROLE " + role);
        return Databases.open(new PostgresAccess(owner.getJdbcUrl(), user, user), 4);
    }

    public static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** The first column of the first row, as text; null where there is no row. */
    public static String single(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    private static void stop(Path directory) {
        try {
            quit(directory);
            server.close();
            List<Path> paths;
            try (Stream<Path> walk = Files.walk(directory)) {
                paths = walk.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : paths) {
                Files.delete(path);
            }
        } catch (IOException e) {
            System.err.println("the tests' PostgreSQL: " + e.getMessage());
        }
    }

    /** Without the checkpoint of an orderly stop: a hundred databases would be forced to disk and then deleted. */
    private static void quit(Path directory) throws IOException {
        Path file;
        try (Stream<Path> walk = Files.walk(directory)) {
            file = walk.filter(path -> path.endsWith("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
        }
        new ProcessBuilder("kill", "-QUIT", Files.readAllLines(file).get(0).trim()).start();
    }
}
