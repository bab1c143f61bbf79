package neman.bitcoin.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A node over real HTTP on loopback that answers as the test says. */
final class FakeNode implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** One request as it arrived. */
    record Call(String path, String authorization, String body) {}

    /** Writes the answer, or leaves the exchange open for silence, or closes it for a broken connection. */
    interface Answerer {
        void answer(HttpExchange exchange, int numberOfCall) throws IOException;
    }

    FakeNode(Answerer answerer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            calls.add(new Call(exchange.getRequestURI().getRawPath(), authorization, body));
            answerer.answer(exchange, calls.size());
        });
        server.start();
    }

    /** Always the same. */
    static FakeNode answering(int status, String body) throws IOException {
        return new FakeNode((exchange, number) -> send(exchange, status, body));
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    NodeClient client() {
        return client(Duration.ofSeconds(20), new NodeAuthentication.Password("user", "password"));
    }

    NodeClient client(Duration timeout, NodeAuthentication authentication) {
        return new NodeClient(new NodeEndpoint(uri(), authentication, Optional.of("pool wallet")), timeout);
    }

    List<Call> calls() {
        return calls;
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
