package neman.bitcoin.node;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * JSON-RPC over HTTP/1.1 to one node: credentials, time-outs, bounds, and errors with a name. Thread-safe; calls block.
 *
 * <p>A call whose kept-alive connection broke before an answer came is sent once more, because a node closes idle
 * connections at its own time. So each call that is made through here must bear being repeated.
 */
final class JsonRpc implements AutoCloseable {
    /** Above a block of 4 million weight units as hex digits, with its JSON around it. */
    static final int MAX_ANSWER_BYTES = 64 << 20;

    private static final int HTTP_UNAUTHORIZED = 401;
    private static final int HTTP_FORBIDDEN = 403;
    private static final int HTTP_UNAVAILABLE = 503;

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private final NodeEndpoint endpoint;
    private final Credentials credentials;
    private final HttpClient http;
    private final Set<CompletableFuture<?>> underWay = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Reads the member {@code result}, from its first token to its last. */
    @FunctionalInterface
    interface ResultReader<T> {
        T read(JsonParser parser) throws IOException;
    }

    JsonRpc(NodeEndpoint endpoint, Duration connectTimeout) {
        this.endpoint = endpoint;
        this.credentials = new Credentials(endpoint.authentication());
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(connectTimeout)
                .build();
    }

    NodeEndpoint endpoint() {
        return endpoint;
    }

    URI nodeUri() {
        return endpoint.rpc().resolve("/");
    }

    URI walletUri(String wallet) {
        String name = URLEncoder.encode(wallet, StandardCharsets.UTF_8).replace("+", "%20");
        return endpoint.rpc().resolve("/wallet/" + name);
    }

    /** The whole result as a tree; for answers that are small. */
    Answer call(URI uri, Duration timeout, String method, Object... parameters) throws NodeException {
        JsonNode result = call(uri, timeout, MAPPER::<JsonNode>readTree, method, parameters)
                .orElseThrow(() -> new NodeException(method + ": the node at " + endpoint + " answered nothing"));
        return new Answer(method, result);
    }

    /** Empty where the result is null. */
    <T> Optional<T> call(URI uri, Duration timeout, ResultReader<T> reader, String method, Object... parameters)
            throws NodeException {
        byte[] request = encode(method, parameters);
        HttpResponse<byte[]> response = post(uri, timeout, request, method, credentials.header());
        if (response.statusCode() == HTTP_UNAUTHORIZED) {
            response = post(uri, timeout, request, method, credentials.refreshed());
        }
        refuseWithoutRpc(response.statusCode());
        return decode(response, reader, method);
    }

    private byte[] encode(String method, Object... parameters) throws NodeException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("jsonrpc", "1.0");
        request.put("id", 1);
        request.put("method", method);
        request.put("params", List.of(parameters));
        try {
            return MAPPER.writeValueAsBytes(request);
        } catch (IOException e) {
            throw new NodeException(method + ": the call cannot be written as JSON", e);
        }
    }

    private HttpResponse<byte[]> post(URI uri, Duration timeout, byte[] body, String method, String authorization)
            throws NodeException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", authorization)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return exchange(request, timeout, method);
        } catch (BrokenConnectionException e) {
            return exchange(request, timeout, method);
        }
    }

    private HttpResponse<byte[]> exchange(HttpRequest request, Duration timeout, String method) throws NodeException {
        CompletableFuture<HttpResponse<byte[]>> exchange =
                http.sendAsync(request, ignored -> new BoundedBody(MAX_ANSWER_BYTES));
        underWay.add(exchange);
        try {
            if (closed) {
                throw isClosed(method, null);
            }
            return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new NodeTimeoutException(
                    method + ": the node at " + endpoint + " did not answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw closed ? isClosed(method, e) : unreachable(method, e.getCause());
        } catch (CancellationException e) {
            throw isClosed(method, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NodeException(method + ": interrupted while waiting for the node at " + endpoint, e);
        } finally {
            underWay.remove(exchange);
            exchange.cancel(true);
        }
    }

    private NodeException isClosed(String method, Throwable cause) {
        return new NodeException(method + ": the client for " + endpoint + " is closed", cause);
    }

    private NodeException unreachable(String method, Throwable cause) {
        if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
            return new NodeException("the node at " + endpoint + " cannot be reached; is it running?", cause);
        }
        return new BrokenConnectionException(
                method + ": the connection to the node at " + endpoint + " broke: " + cause.getMessage(), cause);
    }

    private void refuseWithoutRpc(int status) throws NodeException {
        switch (status) {
            case HTTP_UNAUTHORIZED ->
                throw new NodeException("the node at " + endpoint + " does not accept the RPC credentials ("
                        + endpoint.authentication() + ")");
            case HTTP_FORBIDDEN ->
                throw new NodeException("the node at " + endpoint
                        + " does not serve this host or user; see its rpcallowip and rpcwhitelist");
            case HTTP_UNAVAILABLE ->
                throw new NodeException(
                        "the node at " + endpoint + " has too many RPC calls waiting; see its rpcworkqueue");
            default -> {}
        }
    }

    /** Errors come with status 404 or 500 (JSON-RPC 1.0) or 200, always with the same members. */
    private <T> Optional<T> decode(HttpResponse<byte[]> response, ResultReader<T> reader, String method)
            throws NodeException {
        Optional<T> result = Optional.empty();
        try (JsonParser parser = MAPPER.createParser(response.body())) {
            requireObject(parser.nextToken());
            for (String member = parser.nextFieldName(); member != null; member = parser.nextFieldName()) {
                boolean present = parser.nextToken() != JsonToken.VALUE_NULL;
                if (member.equals("result") && present) {
                    result = Optional.of(reader.read(parser));
                } else if (member.equals("error") && present) {
                    JsonNode error = MAPPER.readTree(parser);
                    throw new RpcErrorException(
                            method,
                            error.path("code").asInt(),
                            error.path("message").asText());
                } else {
                    parser.skipChildren();
                }
            }
            return result;
        } catch (NodeException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new NodeException(
                    method + ": the node at " + endpoint + " did not answer as expected (HTTP status "
                            + response.statusCode() + "): " + firstLine(e.getMessage()),
                    e);
        }
    }

    private static void requireObject(JsonToken token) throws IOException {
        if (token != JsonToken.START_OBJECT) {
            throw new IOException("no JSON object");
        }
    }

    private static String firstLine(String message) {
        return message == null ? "no reason given" : message.lines().findFirst().orElse("no reason given");
    }

    /** Ends the calls under way: they throw {@link NodeException}. */
    @Override
    public void close() {
        closed = true;
        underWay.forEach(exchange -> exchange.cancel(true));
    }

    /** The connection was there and broke before the whole answer had come. */
    private static final class BrokenConnectionException extends NodeException {
        private static final long serialVersionUID = 1L;

        BrokenConnectionException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
