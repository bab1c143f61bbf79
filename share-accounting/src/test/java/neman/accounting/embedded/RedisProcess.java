package neman.accounting.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code redis-server} of the bundled binary with settings of a test's own: a replica, a sentinel, one with TLS. */
public final class RedisProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private RedisProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * @param directory new; holds its configuration, data and log
     * @param settings lines of redis.conf; {@code PORT} stands for its port
     */
    public static RedisProcess start(Path directory, boolean sentinel, List<String> settings) throws IOException {
        Files.createDirectories(directory);
        Path executable;
        try (ServiceDirectory binaries = ServiceDirectory.lock(directory.resolve("binaries"))) {
            executable = BundledBinaries.redis(binaries, line -> {});
        }
        int port = freePort();
        List<String> lines = new ArrayList<>(List.of("bind 127.0.0.1", "dir " + directory, "set-proc-title no"));
        settings.forEach(line -> lines.add(line.replace("PORT", Integer.toString(port))));
        Path configuration = Files.write(directory.resolve("redis.conf"), lines);
        List<String> command = new ArrayList<>(List.of(executable.toString(), configuration.toString()));
        if (sentinel) {
            command.add("--sentinel");
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("redis.log").toFile())
                .start();
        return new RedisProcess(process, port);
    }

    public int port() {
        return port;
    }

    /** {@code STOP}, {@code CONT} or {@code KILL}. */
    public void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Kills it, paused or not. */
    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                throw new IOException("redis-server " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
