package neman.accounting.embedded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Redis server of our own: append-only file, no eviction, loopback only, a random password.
 *
 * <p>{@code appendfsync everysec}, not {@code always}: Redis is only transport. kill -9 of the pool or of Redis loses
 * nothing either way (the kernel has the bytes); after a power cut the shippers notice the missing second by the stream's
 * last id and send it again from their journals, which are forced before any miner gets an answer. The file is seldom
 * rewritten, for at a hundred thousand shares a second it grows by 64 MB, Redis's own limit, in ten seconds.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);

    private static final Duration LAUNCH_TIMEOUT = Duration.ofSeconds(10);
    /** Loading the append-only file is part of a start. */
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(4);
    private static final int ANSWER_TIMEOUT_MS = 2_000;
    private static final int START_ATTEMPTS = 3;

    private final ServiceDirectory directory;
    private final Path executable;
    private final Path configuration;
    private int port;

    private EmbeddedRedis(ServiceDirectory directory, Path executable) {
        this.directory = directory;
        this.executable = executable;
        this.configuration = directory.resolve("redis.conf");
    }

    public static EmbeddedRedis start(Path directory) throws IOException {
        return start(directory, LOG::info);
    }

    /**
     * Starts a server on {@code directory}, which is made where it is missing.
     *
     * @param progress told in one line each what takes long
     * @throws IOException where the directory is in use, not writable, or the server does not start
     */
    public static EmbeddedRedis start(Path directory, Consumer<String> progress) throws IOException {
        ServiceDirectory locked = ServiceDirectory.lock(directory);
        try {
            EmbeddedRedis redis = new EmbeddedRedis(locked, BundledBinaries.redis(locked, progress));
            redis.startOrStop(progress);
            return redis;
        } catch (IOException | RuntimeException e) {
            Cleanup.after(e, locked::close);
            throw e;
        }
    }

    private void startOrStop(Consumer<String> progress) throws IOException {
        try {
            endOrphan(progress);
            launch();
        } catch (IOException | RuntimeException e) {
            Cleanup.after(e, this::stop);
            throw e;
        }
    }

    /** {@code redis://:password@127.0.0.1:port/0}. Holds the password: not for logs. */
    public String uri() throws IOException {
        return "redis://:" + directory.password() + "@127.0.0.1:" + port + "/0";
    }

    /** As {@code services.json} tells it to other commands. */
    public RunningServices.Service service() {
        return new RunningServices.Service(
                "redis://127.0.0.1:" + port + "/0", "", directory.passwordFile().toString());
    }

    private void endOrphan(Consumer<String> progress) throws IOException {
        Optional<ServiceProcess> orphan = serverProcess();
        if (orphan.isPresent()) {
            progress.accept("stopping Redis process " + orphan.get().processId() + " that an earlier pool left behind");
            stop();
        }
    }

    /** A free port can be taken between our look and the server's bind, so a failed start is tried with another. */
    private void launch() throws IOException {
        for (int attempt = 1; ; attempt++) {
            port = directory.choosePort();
            Path log = directory.newLog("redis.log");
            OwnerOnly.write(configuration, settings(log));
            ServiceCommand.run(
                    List.of(executable.toString(), configuration.toString()),
                    directory.resolve("launch.log"),
                    LAUNCH_TIMEOUT);
            if (becomesReady()) {
                return;
            }
            String reason = ServiceCommand.lastLines(log);
            if (attempt == START_ATTEMPTS) {
                throw new IOException("Redis did not start on " + directory.path() + ": " + reason);
            }
            LOG.warn("embedded Redis did not start, trying again: {}", reason);
        }
    }

    /** {@code set-proc-title no} leaves our directory among the process's arguments, by which we know it again. */
    private String settings(Path log) throws IOException {
        return String.join(
                "\n",
                "bind 127.0.0.1",
                "port " + port,
                "requirepass " + directory.password(),
                "dir \"" + directory.path() + "\"",
                "logfile \"" + log + "\"",
                "pidfile \"" + directory.resolve("redis.pid") + "\"",
                "daemonize yes",
                "set-proc-title no",
                "appendonly yes",
                "appendfsync everysec",
                "auto-aof-rewrite-min-size 256mb",
                "save \"\"",
                "maxmemory-policy noeviction",
                "ignore-warnings ARM64-COW-BUG",
                "");
    }

    private boolean becomesReady() {
        // Between its two forks a daemon has no process that we would recognise, so absence means death only in the
        // end.
        boolean appeared = ServiceProcess.await(() -> serverProcess().isPresent(), LAUNCH_TIMEOUT);
        return appeared
                && ServiceProcess.await(() -> isReady() || serverProcess().isEmpty(), READY_TIMEOUT)
                && isReady();
    }

    private boolean isReady() {
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(ANSWER_TIMEOUT_MS);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), ANSWER_TIMEOUT_MS);
            String request = "AUTH " + directory.password() + "\r\nPING\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            BufferedReader answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
        } catch (IOException e) {
            return false;
        }
    }

    /** Writes out the append-only file and gives the directory back. */
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
        if (server.isEmpty()) {
            return;
        }
        server.get().terminate();
        if (!server.get().awaitGone(STOP_TIMEOUT)) {
            LOG.warn(
                    "Redis process {} does not stop and is killed", server.get().processId());
            server.get().kill();
            if (!server.get().awaitGone(STOP_TIMEOUT)) {
                throw new IOException("Redis process " + server.get().processId() + " cannot be stopped");
            }
        }
    }

    private Optional<ServiceProcess> serverProcess() {
        return ServiceProcess.find("redis-server", configuration.toString());
    }
}
