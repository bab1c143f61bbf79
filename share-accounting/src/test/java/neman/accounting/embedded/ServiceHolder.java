package neman.accounting.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import neman.accounting.database.PostgresAccess;

/**
 * A process that starts both services, commits one row and one key, and holds them until it is killed. Writes a line for each
 * step, at last READY.
 */
final class ServiceHolder {
    private ServiceHolder() {}

    public static void main(String[] arguments) throws Exception {
        Path directory = Path.of(arguments[0]);
        EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), System.out::println);
        EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), System.out::println);
        execute(postgres.access(), "CREATE TABLE kept (id int)");
        execute(postgres.access(), "INSERT INTO kept VALUES (42)");
        RedisProbe.command(redis, "SET kept 42");
        System.out.println("READY");
        // Until somebody closes our input, which nobody does.
        while (System.in.read() >= 0) {}
    }

    static void execute(PostgresAccess access, String sql) throws SQLException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static Connection connect(PostgresAccess access) throws SQLException {
        return DriverManager.getConnection(access.url(), access.user(), access.password());
    }

    /** The one number that {@code sql} selects. */
    static long selectLong(PostgresAccess access, String sql) throws SQLException, IOException {
        try (Connection connection = connect(access);
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
