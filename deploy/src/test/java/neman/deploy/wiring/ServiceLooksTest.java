package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Optional;
import neman.accounting.database.Databases;
import neman.accounting.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceLooksTest {
    @TempDir
    private Path directory;

    @Test
    void aPostgresThatMayForgetIsSeenWhileItRuns() throws Exception {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(directory.resolve("postgres"));
                HikariDataSource database = Databases.open(server.access(), 5)) {
            assertEquals(Optional.empty(), ServiceLooks.durabilityProblem(database));
            execute(database, "ALTER ROLE CURRENT_USER SET synchronous_commit = off");
            database.getHikariPoolMXBean().softEvictConnections(); // a setting of a role begins with a connection
            String problem = ServiceLooks.durabilityProblem(database).orElseThrow();
            assertTrue(problem.contains("synchronous_commit = off"), problem);
            execute(database, "ALTER ROLE CURRENT_USER RESET synchronous_commit");
            database.getHikariPoolMXBean().softEvictConnections();
            assertEquals(Optional.empty(), ServiceLooks.durabilityProblem(database));
        }
    }

    private static void execute(HikariDataSource database, String sql) throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
