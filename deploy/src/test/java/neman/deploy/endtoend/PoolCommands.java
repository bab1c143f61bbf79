package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import neman.deploy.cli.CommandLineRun;

/** A pool that is a process of its own, and commands beside it as a script gives them, with nobody to be asked. */
final class PoolCommands {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;
    private final Path configuration;

    /** @param directory where the configuration, keys and what commands say are kept */
    PoolCommands(Path directory) {
        this.directory = directory;
        this.configuration = directory.resolve("pool.yaml");
    }

    void configure(String yaml) throws IOException {
        Files.writeString(configuration, yaml);
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** {@code ./pool run}, until it is destroyed. */
    Process runPool() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Path.of("target", "neman.jar").toAbsolutePath().toString(),
                "run",
                "--config",
                configuration.toString());
        return new ProcessBuilder(command)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(directory.resolve("pool.out").toFile())
                .redirectError(directory.resolve("pool.err").toFile())
                .start();
    }

    /** {@code ./pool payout WORDS}. */
    CommandLineRun payout(String... words) {
        List<String> arguments = new ArrayList<>(List.of("payout"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--config", configuration.toString()));
        return CommandLineRun.of(arguments.toArray(String[]::new));
    }

    /** As above, and it has to succeed. */
    CommandLineRun done(String... words) {
        CommandLineRun ended = payout(words);
        assertEquals(0, ended.status(), () -> List.of(words) + ": " + ended.out() + ended.err());
        return ended;
    }

    /** As above, and it has to fail with one line that has {@code reason} in it. */
    void refused(String reason, String... words) {
        CommandLineRun ended = payout(words);
        assertEquals(1, ended.status(), () -> List.of(words) + ": " + ended.out() + ended.err());
        List<String> lines =
                ended.err().lines().filter(line -> line.startsWith("pool: ")).toList();
        assertEquals(1, lines.size(), ended.err());
        assertTrue(lines.get(0).contains(reason), ended.err());
    }

    JsonNode batch(long id) throws IOException {
        return answer("status", Long.toString(id));
    }

    String state(long id) throws IOException {
        return batch(id).get("state").asText();
    }

    /** What a command answered with {@code --json}. */
    static JsonNode json(CommandLineRun ended) throws IOException {
        return JSON.readTree(ended.out());
    }

    /** As {@link #done}, with {@code --json}. */
    JsonNode answer(String... words) throws IOException {
        String[] asking = Arrays.copyOf(words, words.length + 1);
        asking[words.length] = "--json";
        return json(done(asking));
    }

    /** Makes an operator's key; answers its public half. */
    String newKey(String operator) throws IOException {
        CommandLineRun made =
                CommandLineRun.of("payout", "keygen", "--out", keyFile(operator), "--name", operator, "--json");
        assertEquals(0, made.status(), made::err);
        return json(made).get("key").asText();
    }

    String keyFile(String operator) {
        return directory.resolve(operator + ".key").toString();
    }
}
