package neman.accounting.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import neman.accounting.database.PostgresAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL server of our own: fsync and synchronous_commit on, loopback only, a random password.
 *
 * <p>Method: {@code initdb} into a directory that is renamed when complete, then {@code pg_ctl}. Before each start an
 * orphan that still serves the same data is stopped: two servers on one data directory would destroy it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private static final String USER = "neman";
    private static final String DATABASE = "neman";
    private static final int MAX_CONNECTIONS = 100;
    private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(3);
    /** Recovery after a crash replays at most 1 GB of log. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(5);
    /** A fast stop ends sessions and writes a checkpoint; what it cannot write in this time the next start recovers. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);

    private static final Duration GONE_TIMEOUT = Duration.ofSeconds(5);
    private static final int START_ATTEMPTS = 3;

    private final ServiceDirectory directory;
    private final Path binaries;
    private final Path data;
    private final UnprivilegedRunner runner;
    private PostgresAccess access;

    private EmbeddedPostgres(ServiceDirectory directory, Path binaries, UnprivilegedRunner runner) {
        this.directory = directory;
        this.binaries = binaries;
        this.runner = runner;
        this.data = directory.resolve("data");
    }

    public static EmbeddedPostgres start(Path directory) throws IOException {
        return start(directory, LOG::info);
    }

    /**
     * Starts a server on {@code directory}, which is made and filled where it is empty (some seconds).
     *
     * @param progress told in one line each what takes long
     * @throws IOException where the directory is in use, not writable, or the server does not start
     */
    public static EmbeddedPostgres start(Path directory, Consumer<String> progress) throws IOException {
        return start(directory, progress, Optional.empty());
    }

    /** @param asked how to run the server; empty to choose by who we are */
    static EmbeddedPostgres start(Path directory, Consumer<String> progress, Optional<UnprivilegedRunner> asked)
            throws IOException {
        ServiceDirectory locked = ServiceDirectory.lock(directory);
        try {
            UnprivilegedRunner runner = asked.isPresent() ? asked.get() : UnprivilegedRunner.choose(locked.path());
            Path binaries = BundledBinaries.postgres(locked, progress);
            EmbeddedPostgres postgres = new EmbeddedPostgres(locked, binaries, runner);
            postgres.startOrStop(progress);
            return postgres;
        } catch (IOException | RuntimeException e) {
            Cleanup.after(e, locked::close);
            throw e;
        }
    }

    private void startOrStop(Consumer<String> progress) throws IOException {
        try {
            endOrphan(progress);
            initialise(progress);
            launch();
            createDatabase();
        } catch (IOException | RuntimeException e) {
            Cleanup.after(e, this::stop);
            throw e;
        }
    }

    public PostgresAccess access() {
        return access;
    }

    /** As {@code services.json} tells it to other commands. */
    public RunningServices.Service service() {
        return new RunningServices.Service(
                access.url(), USER, directory.passwordFile().toString());
    }

    private void endOrphan(Consumer<String> progress) throws IOException {
        Optional<ServiceProcess> orphan = serverProcess();
        if (orphan.isPresent()) {
            progress.accept(
                    "stopping PostgreSQL process " + orphan.get().processId() + " that an earlier pool left behind");
            stop();
        }
        // Nobody serves this directory now, and we hold its lock: a pid file still there names a dead process, whose
        // number may by now be another's.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
    }

    private void initialise(Consumer<String> progress) throws IOException {
        String password = directory.password();
        if (Files.notExists(data)) {
            progress.accept("initialising PostgreSQL in " + data);
            // A new name each time: an initdb whose pool was killed may still be writing into its own.
            Path partial = directory.newDirectory("data.partial-");
            runner.own(partial);
            initdb(partial);
            Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
            OwnerOnly.forceDirectory(directory.path());
            directory.deleteAll("data.partial-");
        }
        runner.own(data);
        access = new PostgresAccess("", USER, password);
    }

    private void initdb(Path into) throws IOException {
        ServiceCommand.run(
                runner.command(
                        program("initdb"),
                        "--pgdata=" + into,
                        "--username=" + USER,
                        "--pwfile=" + directory.passwordFile(),
                        "--auth=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C"),
                directory.resolve("initdb.log"),
                INITDB_TIMEOUT);
    }

    /** A free port can be taken between our look and the server's bind, so a failed start is tried with another. */
    private void launch() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = directory.choosePort();
            try {
                launchOn(port);
                access = new PostgresAccess(
                        "jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, USER, directory.password());
                return;
            } catch (IOException e) {
                if (attempt == START_ATTEMPTS) {
                    throw e;
                }
                LOG.warn("embedded PostgreSQL did not start, trying again: {}", e.getMessage());
            }
        }
    }

    private void launchOn(int port) throws IOException {
        Path log = directory.newLog("postgres.log");
        String settings = String.join(
                " -c ",
                "-p " + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "fsync=on",
                "synchronous_commit=on",
                "full_page_writes=on",
                "max_connections=" + MAX_CONNECTIONS,
                "timezone=UTC",
                "log_timezone=UTC");
        int status = ServiceCommand.statusOf(
                runner.command(
                        program("pg_ctl"),
                        "start",
                        "--wait",
                        "--timeout=" + START_TIMEOUT.toSeconds(),
                        "--pgdata=" + data,
                        "--log=" + log,
                        "--options=" + settings),
                directory.resolve("pg_ctl.log"),
                START_TIMEOUT.plusSeconds(10));
        if (status != 0) {
            throw new IOException("PostgreSQL did not start on " + data + ": " + ServiceCommand.lastLines(log));
        }
    }

    private void createDatabase() throws IOException {
        String maintenance = access.url().replaceFirst("/" + DATABASE + "$", "/postgres");
        try (Connection connection = DriverManager.getConnection(maintenance, USER, access.password());
                Statement statement = connection.createStatement()) {
            if (!isThere(statement)) {
                statement.execute("CREATE DATABASE " + DATABASE);
            }
        } catch (SQLException e) {
            throw new IOException("the embedded PostgreSQL on " + data + " refuses us: " + e.getMessage(), e);
        }
    }

    private static boolean isThere(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
            return row.next();
        }
    }

    /** Ends sessions, writes a checkpoint, and gives the directory back. */
    @Override
    public void close() throws IOException {
        try {
            Cleanup.uninterrupted(this::stop);
        } finally {
            directory.close();
        }
    }

    private void stop() throws IOException {
        Optional<ServiceProcess> server = serverProcess();
        if (server.isEmpty() || isStopped(server.get(), "fast") || isStopped(server.get(), "immediate")) {
            return;
        }
        LOG.warn(
                "PostgreSQL process {} does not stop and is killed",
                server.get().processId());
        server.get().kill();
        if (!server.get().awaitGone(GONE_TIMEOUT)) {
            throw new IOException("PostgreSQL process " + server.get().processId() + " cannot be stopped");
        }
    }

    private boolean isStopped(ServiceProcess server, String mode) throws IOException {
        int status = ServiceCommand.statusOf(
                runner.command(
                        program("pg_ctl"),
                        "stop",
                        "--wait",
                        "--mode=" + mode,
                        "--timeout=" + STOP_TIMEOUT.toSeconds(),
                        "--pgdata=" + data),
                directory.resolve("pg_ctl.log"),
                STOP_TIMEOUT.plusSeconds(2));
        return status == 0 && server.awaitGone(GONE_TIMEOUT);
    }

    private Optional<ServiceProcess> serverProcess() {
        return ServiceProcess.find("postgres", data.toString());
    }

    private String program(String name) {
        return binaries.resolve("bin").resolve(name).toString();
    }
}
