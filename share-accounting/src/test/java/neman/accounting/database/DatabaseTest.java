package neman.accounting.database;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseTest {
    private static final SchemaMigration SAMPLE = new SchemaMigration("sample", "db/sample");
    private static final SchemaMigration OLDER = new SchemaMigration("sample", "db/sample_older");

    private HikariDataSource dataSource;

    @BeforeEach
    void open() throws Exception {
        dataSource = TestDatabase.empty();
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    @Test
    void migratesOnceAlsoFromSeveralThreads() throws Exception {
        var threads = Executors.newFixedThreadPool(3);
        try {
            Callable<Integer> migration = () -> SAMPLE.migrate(dataSource);
            int applied = 0;
            for (Future<Integer> done : threads.invokeAll(List.of(migration, migration, migration))) {
                applied += done.get();
            }
            assertEquals(2, applied);
        } finally {
            threads.shutdownNow();
        }
        assertEquals(0, count("sample.second"));
    }

    @Test
    void refusesANewerSchemaThanItKnows() throws Exception {
        SAMPLE.migrate(dataSource);
        var refused = assertThrows(UnusableDatabaseException.class, () -> OLDER.migrate(dataSource));
        assertTrue(refused.getMessage().contains("version 2, newer than this program"), refused.getMessage());
    }

    @Test
    void takesAnOlderSchemaFurther() throws Exception {
        assertEquals(1, OLDER.migrate(dataSource));
        assertEquals(1, SAMPLE.migrate(dataSource));
    }

    @Test
    void tellsWhatIsMissingAndChangesNothing() throws Exception {
        assertEquals(2, SAMPLE.pending(dataSource));
        assertEquals(2, SAMPLE.pending(dataSource));
        SAMPLE.migrate(dataSource);
        assertEquals(0, SAMPLE.pending(dataSource));
        assertThrows(UnusableDatabaseException.class, () -> OLDER.pending(dataSource));
    }

    @Test
    void migratesItsOwnSchema() {
        assertDoesNotThrow(() -> AccountingSchema.migrate(dataSource));
    }

    @Test
    void refusesADatabaseThatForgets() throws Exception {
        TestDatabase.execute(dataSource, "ALTER DATABASE " + databaseName() + " SET synchronous_commit = off");
        var access = new PostgresAccess(dataSource.getJdbcUrl(), dataSource.getUsername(), dataSource.getPassword());
        var refused = assertThrows(UnusableDatabaseException.class, () -> Databases.open(access, 2));
        assertTrue(refused.getMessage().contains("synchronous_commit = off"), refused.getMessage());
    }

    @Test
    void namesTheServerThatIsNotThere() {
        var access = new PostgresAccess("jdbc:postgresql://127.0.0.1:1/nothing", "user", "secret");
        var refused = assertThrows(UnusableDatabaseException.class, () -> Databases.open(access, 2));
        assertTrue(refused.getMessage().contains("127.0.0.1:1"), refused.getMessage());
    }

    @Test
    void rollsBackWhatThrows() throws Exception {
        SAMPLE.migrate(dataSource);
        assertThrows(
                IOException.class,
                () -> Transactions.run(dataSource, transaction -> {
                    insert(transaction);
                    throw new IOException("stop");
                }));
        assertEquals(0, count("sample.first"));
        Transactions.run(dataSource, DatabaseTest::insert);
        assertEquals(1, count("sample.first"));
    }

    private static void insert(Connection transaction) throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute("INSERT INTO sample.first VALUES (1)");
        }
    }

    private String databaseName() throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            return connection.getCatalog();
        }
    }

    private long count(String table) throws SQLException {
        return Transactions.call(dataSource, transaction -> {
            try (Statement statement = transaction.createStatement();
                    var row = statement.executeQuery("SELECT count(*) FROM " + table)) {
                row.next();
                return row.getLong(1);
            }
        });
    }
}
