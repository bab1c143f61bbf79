package neman.accounting.embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EmbeddedServicesTest {
    @TempDir
    Path directory;

    @Test
    void keepsEverythingWhenTheProcessIsKilledAndEndsTheOrphans() throws Exception {
        killHolderAt("READY");
        assertTrue(postgresRuns() && redisRuns(), "the servers should have outlived their pool");
        List<String> progress = new ArrayList<>();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"), progress::add);
                EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), progress::add)) {
            assertEquals(42, ServiceHolder.selectLong(postgres.access(), "SELECT id FROM kept"));
            assertEquals("42", RedisProbe.command(redis, "GET kept"));
        }
        assertEquals(
                2,
                progress.stream().filter(line -> line.contains("left behind")).count(),
                progress::toString);
        assertNothingRuns();
    }

    @Test
    void keepsEverythingWhenTheServersAreKilledToo() throws Exception {
        killHolderAt("READY");
        for (ServiceProcess server :
                List.of(postgresProcess().orElseThrow(), redisProcess().orElseThrow())) {
            server.kill();
            assertTrue(server.awaitGone(Duration.ofSeconds(10)));
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
                EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"))) {
            assertEquals(42, ServiceHolder.selectLong(postgres.access(), "SELECT id FROM kept"));
            assertEquals("42", RedisProbe.command(redis, "GET kept"));
        }
        assertNothingRuns();
    }

    @Test
    void startsAfterAKillInTheMiddleOfTheFirstStart() throws Exception {
        killHolderAt("initialising PostgreSQL");
        Path home = directory.resolve("postgres");
        assertFalse(Files.exists(home.resolve("data")));
        EmbeddedPostgres.start(home).close();
        EmbeddedPostgres.start(home).close();
        assertNothingRuns();
    }

    /** Starts a holder and kills it when it writes a line that begins so. */
    private void killHolderAt(String step) throws IOException, InterruptedException {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServiceHolder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = new BufferedReader(new InputStreamReader(holder.getInputStream()));
        String line = output.readLine();
        while (line != null && !line.startsWith(step)) {
            line = output.readLine();
        }
        holder.destroyForcibly();
        assertTrue(holder.waitFor(10, TimeUnit.SECONDS));
        assertNotNull(line, "the holder never came to: " + step);
    }

    @Test
    void anInterruptedStartLeavesNothingBehind() throws Exception {
        Path home = directory.resolve("postgres");
        Thread.currentThread().interrupt();
        assertThrows(InterruptedIOException.class, () -> EmbeddedPostgres.start(home));
        assertTrue(Thread.interrupted());
        EmbeddedPostgres.start(home).close();
        assertNothingRuns();
    }

    /** Containers often forbid user namespaces; the server then runs as nobody, and later perhaps in a namespace again. */
    @Test
    void rootCanRunTheServerAsNobodyAndInANamespaceOnTheSameData() throws Exception {
        Path home = directory.resolve("postgres");
        Files.createDirectories(home);
        assumeTrue(Files.getAttribute(home, "unix:uid").equals(0), "only root changes users");
        Consumer<String> quiet = line -> {};
        for (UnprivilegedRunner runner :
                List.of(UnprivilegedRunner.AS_NOBODY, UnprivilegedRunner.OWN_NAMESPACE, UnprivilegedRunner.AS_NOBODY)) {
            assumeTrue(runner.works(directory.resolve("probe.log")), () -> runner + " does not work here");
            try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, quiet, Optional.of(runner))) {
                ServiceHolder.execute(postgres.access(), "CREATE TABLE IF NOT EXISTS kept (id int)");
            }
        }
        assertNothingRuns();
    }

    @Test
    void servesTheSameDataOnTheSamePortAfterAStop() throws Exception {
        PostgresAccess before;
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"))) {
            before = postgres.access();
            ServiceHolder.execute(before, "CREATE TABLE kept AS SELECT 7 AS id");
        }
        assertNothingRuns();
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve("postgres"))) {
            assertEquals(before, postgres.access());
            assertEquals(7, ServiceHolder.selectLong(postgres.access(), "SELECT id FROM kept"));
        }
    }

    @Test
    void startsThoughAStalePidFileNamesSomebodyElse() throws Exception {
        EmbeddedPostgres.start(directory.resolve("postgres")).close();
        Path pidFile = directory.resolve("postgres/data/postmaster.pid");
        Files.writeString(pidFile, ProcessHandle.current().pid() + "\n" + pidFile.getParent() + "\n");
        EmbeddedPostgres.start(directory.resolve("postgres")).close();
    }

    @Test
    void isDurableLockedAndClosedToStrangers() throws Exception {
        Path home = directory.resolve("postgres");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home)) {
            try (var dataSource = Databases.open(postgres.access(), 2)) {
                Databases.requireDurable(dataSource);
            }
            PostgresAccess access = postgres.access();
            assertThrows(SQLException.class, () -> DriverManager.getConnection(access.url(), access.user(), "guessed"));
            assertFalse(access.toString().contains(access.password()));
            IOException second = assertThrows(IOException.class, () -> EmbeddedPostgres.start(home));
            assertTrue(second.getMessage().contains("in use"), second.getMessage());
            assertEquals("rw-------", permissions(home.resolve("password")));
            assertEquals("rwx------", permissions(home));
            assertEquals("127.0.0.1", shown(access, "SHOW listen_addresses"));
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static String shown(PostgresAccess access, String sql) throws SQLException {
        try (Connection connection = ServiceHolder.connect(access);
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    @Test
    void choosesAnotherPortWhereItsOwnIsTaken() throws Exception {
        Path home = directory.resolve("redis");
        int port;
        try (EmbeddedRedis redis = EmbeddedRedis.start(home)) {
            port = URI.create(redis.uri()).getPort();
            RedisProbe.command(redis, "SET kept 1");
        }
        try (var taken = new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress());
                EmbeddedRedis redis = EmbeddedRedis.start(home)) {
            assertEquals(port, taken.getLocalPort());
            assertTrue(URI.create(redis.uri()).getPort() != port);
            assertEquals("1", RedisProbe.command(redis, "GET kept"));
        }
        assertNothingRuns();
    }

    @Test
    void tellsOtherCommandsOfALivingProcessOnly() throws Exception {
        var service = new RunningServices.Service("redis://127.0.0.1:1/0", "", "/nowhere");
        RunningServices.publish(directory, Map.of("redis", service));
        assertEquals(
                service,
                RunningServices.find(directory).orElseThrow().services().get("redis"));
        Path file = directory.resolve(RunningServices.FILE_NAME);
        Files.writeString(
                file,
                Files.readString(file)
                        .replaceFirst("\"processStartedAt\" : \"[^\"]*\"", "\"processStartedAt\" : \"earlier\""));
        assertTrue(RunningServices.find(directory).isEmpty());
        RunningServices.withdraw(directory);
        assertTrue(RunningServices.find(directory).isEmpty());
    }

    private void assertNothingRuns() throws IOException {
        assertFalse(postgresRuns(), "PostgreSQL still runs");
        assertFalse(redisRuns(), "Redis still runs");
    }

    private boolean postgresRuns() throws IOException {
        return postgresProcess().isPresent();
    }

    private boolean redisRuns() throws IOException {
        return redisProcess().isPresent();
    }

    private Optional<ServiceProcess> postgresProcess() throws IOException {
        return ServiceProcess.find(
                "postgres", directory.toRealPath().resolve("postgres/data").toString());
    }

    private Optional<ServiceProcess> redisProcess() throws IOException {
        return ServiceProcess.find(
                "redis-server",
                directory.toRealPath().resolve("redis/redis.conf").toString());
    }
}
