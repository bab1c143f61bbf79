package neman.stratum.block;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.NodeException;
import neman.stratum.server.Await;

/** A Bitcoin Core of the test's own, in regtest and on loopback, that can be killed and started again. */
final class CoreNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path program;
    private final Path directory;
    private final int port = freePort();
    private final HttpClient http = HttpClient.newHttpClient();
    private Process process;

    CoreNode(Path program, Path directory) throws IOException {
        this.program = program;
        this.directory = directory;
        Runtime.getRuntime().addShutdownHook(new Thread(() -> process.destroyForcibly()));
        start();
    }

    /** Named by BITCOIND, or on the PATH. */
    static Optional<Path> program() {
        String named = System.getenv("BITCOIND");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv("PATH"))
                        .map(folder -> Path.of(folder, "bitcoind"));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns when it answers. */
    void start() throws IOException {
        process = new ProcessBuilder(List.of(
                        program.toString(),
                        "-regtest",
                        "-datadir=" + directory,
                        "-listen=0",
                        "-dnsseed=0",
                        "-fixedseeds=0",
                        "-natpmp=0",
                        "-disablewallet",
                        "-rpcuser=test",
                        "-rpcpassword=test",
                        "-rpcport=" + port,
                        "-printtoconsole=0"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (NodeClient asks = client()) {
            Await.until("the node answers", () -> {
                try {
                    return asks.chainInfo().blocks() >= 0;
                } catch (NodeException notYet) {
                    return false;
                }
            });
        }
    }

    NodeClient client() {
        return new NodeClient(
                new NodeEndpoint(
                        URI.create("http://127.0.0.1:" + port),
                        new NodeAuthentication.Password("test", "test"),
                        Optional.empty()),
                Duration.ofSeconds(60));
    }

    /** A call that the pool never makes. */
    JsonNode call(String method, Object... parameters) throws IOException, InterruptedException {
        byte[] body = JSON.writeValueAsBytes(Map.of("id", 1, "method", method, "params", parameters));
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString("test:test".getBytes(StandardCharsets.US_ASCII)))
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        JsonNode answer = JSON.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body());
        if (!answer.path("error").isNull()) {
            throw new IOException(method + ": " + answer.path("error"));
        }
        return answer.path("result");
    }

    /** As by kill -9. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(30, TimeUnit.SECONDS)
                .exceptionally(tooLate -> process.destroyForcibly())
                .join();
    }
}
