package neman.deploy.endtoend;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Stands before a node as if its wallet held no keys, from a moment on: as a watch-only wallet does, it fills a PSBT in and signs
 * nothing. Everything else goes through. The node itself is the signer that is not on the net.
 */
final class KeylessWallet implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI node;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile boolean keysGone;

    KeylessWallet(URI node) throws IOException {
        this.node = node;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::pass);
        server.start();
    }

    URI rpc() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void takeKeysAway() {
        keysGone = true;
    }

    private void pass(HttpExchange exchange) throws IOException {
        try (exchange) {
            HttpRequest.Builder request = HttpRequest.newBuilder(node.resolve(exchange.getRequestURI()))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(
                            asked(exchange.getRequestBody().readAllBytes())));
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization != null) {
                request.header("Authorization", authorization);
            }
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] asked(byte[] body) throws IOException {
        ObjectNode call = (ObjectNode) JSON.readTree(body);
        if (!keysGone || !call.path("method").asText().equals("walletprocesspsbt")) {
            return body;
        }
        ArrayNode parameters =
                JSON.createArrayNode().add(call.get("params").get(0)).add(false);
        return JSON.writeValueAsBytes(call.set("params", parameters));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
