package neman.accounting.database;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.TestTrees;

/** One embedded PostgreSQL for all tests of this JVM, stopped with it; each test gets an empty database of its own. */
public final class TestDatabase {
    private static final AtomicInteger NUMBER = new AtomicInteger();
    private static final String TEMPLATE = "migrated";
    private static EmbeddedPostgres server;
    private static boolean templateIsMade;

    private TestDatabase() {}

    /** A pool on a new database without any schema; the test closes it. */
    public static synchronized HikariDataSource empty() throws Exception {
        startServer();
        return create("");
    }

    /** As {@link #empty}, with the schema {@code accounting} in its newest version: a copy, migrated once. */
    public static synchronized HikariDataSource migrated() throws Exception {
        startServer();
        if (!templateIsMade) {
            maintain("CREATE DATABASE " + TEMPLATE);
            try (HikariDataSource template = open(TEMPLATE)) {
                AccountingSchema.migrate(template);
            }
            templateIsMade = true;
        }
        return create(" TEMPLATE " + TEMPLATE);
    }

    private static void startServer() throws IOException {
        if (server == null) {
            Path directory = Files.createTempDirectory("neman-test-postgres");
            server = EmbeddedPostgres.start(directory);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
        }
    }

    private static HikariDataSource create(String from) throws Exception {
        String name = "test_" + NUMBER.incrementAndGet();
        maintain("CREATE DATABASE " + name + from);
        return open(name);
    }

    private static void maintain(String sql) throws Exception {
        try (HikariDataSource maintenance = Databases.open(server.access(), 2)) {
            execute(maintenance, sql);
        }
    }

    private static HikariDataSource open(String name) throws Exception {
        PostgresAccess access = server.access();
        String url = access.url().substring(0, access.url().lastIndexOf('/') + 1) + name;
        return Databases.open(new PostgresAccess(url, access.user(), access.password()), 8);
    }

    public static void execute(DataSource dataSource, String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void stop(Path directory) {
        try {
            server.close();
            TestTrees.delete(directory);
        } catch (IOException e) {
            System.err.println("the tests' PostgreSQL: " + e.getMessage());
        }
    }
}
