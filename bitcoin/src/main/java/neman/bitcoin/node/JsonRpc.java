package neman.bitcoin.node;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;
import neman.bitcoin.node.HttpConnections.Deadline;

/**
 * JSON-RPC over HTTP/1.1 to one node: credentials, time-outs, bounds, and errors with a name. Thread-safe; calls block, and
 * answers are read while they arrive.
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
    private final HttpConnections connections;

    /** Reads the member {@code result}, from its first token to its last. */
    @FunctionalInterface
    interface ResultReader<T> {
        T read(JsonParser parser) throws IOException;
    }

    JsonRpc(NodeEndpoint endpoint, Duration connectTimeout) {
        this.endpoint = endpoint;
        this.credentials = new Credentials(endpoint.authentication());
        this.connections = new HttpConnections(endpoint.rpc(), connectTimeout);
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
        Call<T> call = new Call<>(uri, timeout, encode(method, parameters), reader, method);
        try {
            return attempt(call, credentials.header());
        } catch (UnauthorizedException e) {
            return attempt(call, credentials.refreshed());
        }
    }

    /** What is asked, and how its answer is read. */
    private record Call<T>(URI uri, Duration timeout, byte[] request, ResultReader<T> reader, String method) {}

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

    private <T> Optional<T> attempt(Call<T> call, String authorization) throws NodeException {
        try {
            return exchange(call, authorization, connect(call.method(), false));
        } catch (BrokenConnectionException e) {
            return attemptAgain(call, authorization);
        }
    }

    private <T> Optional<T> attemptAgain(Call<T> call, String authorization) throws NodeException {
        try {
            return exchange(call, authorization, connect(call.method(), true));
        } catch (BrokenConnectionException e) {
            throw new NodeException(
                    call.method() + ": the connection to the node at " + endpoint + " broke: " + e.getMessage(), e);
        }
    }

    private HttpConnection connect(String method, boolean anew) throws NodeException {
        try {
            return anew ? connections.open() : connections.take();
        } catch (IOException e) {
            if (connections.isClosed()) {
                throw isClosed(method, e);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw isInterrupted(method, e);
            }
            String remedy = e instanceof SSLException ? " by TLS: " + e.getMessage() : "; is it running?";
            throw new NodeException("the node at " + endpoint + " cannot be reached" + remedy, e);
        }
    }

    private <T> Optional<T> exchange(Call<T> call, String authorization, HttpConnection connection)
            throws NodeException, BrokenConnectionException {
        boolean passed = false;
        try {
            Deadline deadline = connections.within(connection, call.timeout());
            try {
                return answer(call, authorization, connection);
            } finally {
                deadline.cancel();
                passed = deadline.isPassed();
            }
        } catch (RpcErrorException e) {
            throw e;
        } catch (IOException e) {
            connections.drop(connection);
            throw failure(call, e, passed);
        } catch (RuntimeException e) {
            connections.drop(connection);
            throw e;
        }
    }

    private <T> Optional<T> answer(Call<T> call, String authorization, HttpConnection connection) throws IOException {
        int status = connection.post(call.uri(), authorization, call.request(), MAX_ANSWER_BYTES);
        refuseWithoutRpc(status);
        try {
            Optional<T> result = decode(status, connection.body(), call);
            connections.giveBack(connection);
            return result;
        } catch (RpcErrorException e) {
            connections.giveBack(connection);
            throw e;
        }
    }

    /** A connection that broke is left to the caller, unless somebody here broke it. */
    private NodeException failure(Call<?> call, IOException cause, boolean passed) throws BrokenConnectionException {
        if (passed) {
            return new NodeTimeoutException(
                    call.method() + ": the node at " + endpoint + " did not answer within "
                            + call.timeout().toMillis() + " ms",
                    cause);
        }
        if (cause instanceof NodeException named) {
            return named;
        }
        if (connections.isClosed()) {
            return isClosed(call.method(), cause);
        }
        if (Thread.currentThread().isInterrupted()) {
            return isInterrupted(call.method(), cause);
        }
        if (cause instanceof BrokenConnectionException broken) {
            throw broken;
        }
        return new NodeException(
                call.method() + ": the node at " + endpoint + " did not answer as expected: " + cause.getMessage(),
                cause);
    }

    private NodeException isClosed(String method, Throwable cause) {
        return new NodeException(method + ": the client for " + endpoint + " is closed", cause);
    }

    private NodeException isInterrupted(String method, Throwable cause) {
        return new NodeException(method + ": interrupted while waiting for the node at " + endpoint, cause);
    }

    private void refuseWithoutRpc(int status) throws NodeException {
        switch (status) {
            case HTTP_UNAUTHORIZED ->
                throw new UnauthorizedException("the node at " + endpoint + " does not accept the RPC credentials ("
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
    private <T> Optional<T> decode(int status, InputStream body, Call<T> call) throws IOException {
        Optional<T> result = Optional.empty();
        try (JsonParser parser = MAPPER.createParser(body)) {
            requireObject(parser.nextToken());
            for (String member = parser.nextFieldName(); member != null; member = parser.nextFieldName()) {
                boolean present = parser.nextToken() != JsonToken.VALUE_NULL;
                if (member.equals("result") && present) {
                    result = Optional.of(call.reader().read(parser));
                } else if (member.equals("error") && present) {
                    JsonNode error = MAPPER.readTree(parser);
                    throw new RpcErrorException(
                            call.method(),
                            error.path("code").asInt(),
                            error.path("message").asText());
                } else {
                    parser.skipChildren();
                }
            }
            return result;
        } catch (NodeException | BrokenConnectionException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new NodeException(
                    call.method() + ": the node at " + endpoint + " did not answer as expected (HTTP status " + status
                            + "): " + firstLine(e.getMessage()),
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
        connections.close();
    }

    /** The credentials may have changed with a start of the node. */
    private static final class UnauthorizedException extends NodeException {
        private static final long serialVersionUID = 1L;

        UnauthorizedException(String message) {
            super(message);
        }
    }
}
