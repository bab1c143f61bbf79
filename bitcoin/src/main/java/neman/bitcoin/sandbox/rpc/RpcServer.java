package neman.bitcoin.sandbox.rpc;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.sandbox.state.SandboxState;

/**
 * HTTP on the loopback address: {@code POST} to {@code /} or {@code /wallet/pool}, with basic authentication.
 *
 * <p>A fixed number of threads answers; requests beyond them wait. A long poll holds one, so {@link MiningCalls} bounds
 * these. Closing it drops every connection, whatever is under way.
 */
public final class RpcServer implements AutoCloseable {
    static final int THREADS = 32;

    private static final int MAX_REQUEST_BYTES = 16_000_000;
    private static final String WALLET_PATH = "/wallet/";

    static {
        // Without it the server leaves Nagle's algorithm on and each answer on a kept connection takes 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final HttpServer server;
    private final ThreadPoolExecutor executor;
    private final RpcDispatcher dispatcher;
    private final byte[] authorization;
    private volatile Duration delay = Duration.ZERO;

    private RpcServer(HttpServer server, SandboxState state, String userAndPassword) {
        this.server = server;
        this.dispatcher = new RpcDispatcher(state, AllCalls.of(state));
        String encoded = Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
        this.authorization = ("Basic " + encoded).getBytes(StandardCharsets.US_ASCII);
        this.executor =
                new ThreadPoolExecutor(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
                    Thread thread = new Thread(work, "sandbox-rpc");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
    }

    /**
     * @param port 0 for any free one
     * @param userAndPassword with a colon between, as the cookie file has it
     * @throws java.net.BindException where the port is taken
     */
    public static RpcServer start(int port, SandboxState state, String userAndPassword) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
        RpcServer server = new RpcServer(http, state, userAndPassword);
        http.createContext("/", server::handle);
        http.setExecutor(server.executor);
        http.start();
        return server;
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** From now on every answer comes so much later: a slow node. */
    public void answerAfter(Duration lateness) {
        this.delay = lateness;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Thread.sleep(delay.toMillis());
            int refusal = refusalOf(exchange);
            if (refusal != RpcDispatcher.OK) {
                send(exchange, new RpcDispatcher.Reply(refusal, new byte[0]));
                return;
            }
            byte[] request = exchange.getRequestBody().readNBytes(MAX_REQUEST_BYTES + 1);
            send(
                    exchange,
                    request.length > MAX_REQUEST_BYTES
                            ? new RpcDispatcher.Reply(413, new byte[0])
                            : answer(exchange.getRequestURI().getPath(), request));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private int refusalOf(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] bytes = given == null ? new byte[0] : given.getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(bytes, authorization)) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"jsonrpc\"");
            return 401;
        }
        return exchange.getRequestMethod().equals("POST") ? RpcDispatcher.OK : 405;
    }

    private RpcDispatcher.Reply answer(String path, byte[] request) {
        if (path.equals("/") || path.equals(WALLET_PATH + AllCalls.WALLET_NAME)) {
            return dispatcher.answer(request);
        }
        return path.startsWith(WALLET_PATH)
                ? dispatcher.refuse(
                        new RpcError(RpcError.WALLET_NOT_FOUND, "Requested wallet does not exist or is not loaded"))
                : new RpcDispatcher.Reply(RpcDispatcher.NOT_FOUND, new byte[0]);
    }

    private static void send(HttpExchange exchange, RpcDispatcher.Reply reply) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        boolean empty = reply.body().length == 0;
        exchange.sendResponseHeaders(reply.httpStatus(), empty ? -1 : reply.body().length);
        if (!empty) {
            exchange.getResponseBody().write(reply.body());
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
