package neman.payout.simulation;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.payout.Fate;

/**
 * Stands between a payout process and a node over real HTTP and spoils calls: requests that never arrive, answers that never
 * arrive, calls that take effect long after their caller gave up, or twice. It also kills the process around a call.
 */
final class FaultyNode implements AutoCloseable {
    /** What becomes of a call. */
    private enum Fault {
        REQUEST_LOST,
        ANSWER_LOST,
        TAKES_EFFECT_LATER,
        TAKES_EFFECT_TWICE
    }

    private static final Fault[] FAULTS = Fault.values();

    /** A request as it came. */
    private record Request(String path, byte[] body) {}

    private final NodeEndpoint real;
    private final HttpServer server;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Deque<Request> late = new ArrayDeque<>();
    private volatile Fate fate = new Fate(0);
    private volatile Random random = new Random(0);
    private volatile int faultPercent;
    private volatile Runnable intruder = () -> {};
    private volatile int callsToIntruder;

    FaultyNode(NodeEndpoint real) throws IOException {
        this.real = real;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    NodeClient client() {
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new NodeClient(
                new NodeEndpoint(uri, new NodeAuthentication.Password("u", "p"), real.wallet()),
                Duration.ofSeconds(60));
    }

    /** A new process lives now, and this is how it fares. */
    void serve(Fate processFate, Random faults, int percent) {
        fate = processFate;
        random = faults;
        faultPercent = percent;
        callsToIntruder = 0;
    }

    /** @param calls after so many calls {@code act} runs, while the caller waits for its answer */
    void intrudeAfter(int calls, Runnable act) {
        intruder = act;
        callsToIntruder = calls;
    }

    /** The calls that nobody waits for any more take effect. */
    void deliverLate() throws IOException {
        for (Request request = late.poll(); request != null; request = late.poll()) {
            forward(request);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Request request = new Request(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestBody().readAllBytes());
            if (fate.strikes()) {
                return;
            }
            Optional<HttpResponse<byte[]>> answer = spoil(request);
            if (--callsToIntruder == 0) {
                intruder.run();
            }
            if (fate.strikes() || answer.isEmpty()) {
                return;
            }
            byte[] body = answer.get().body();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.get().statusCode(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** Empty where no answer arrives. */
    private Optional<HttpResponse<byte[]>> spoil(Request request) throws IOException {
        if (random.nextInt(100) >= faultPercent) {
            return Optional.of(forward(request));
        }
        return switch (FAULTS[random.nextInt(FAULTS.length)]) {
            case REQUEST_LOST -> Optional.empty();
            case ANSWER_LOST -> {
                forward(request);
                yield Optional.empty();
            }
            case TAKES_EFFECT_LATER -> {
                late.add(request);
                yield Optional.empty();
            }
            case TAKES_EFFECT_TWICE -> {
                forward(request);
                yield Optional.of(forward(request));
            }
        };
    }

    private HttpResponse<byte[]> forward(Request request) throws IOException {
        NodeAuthentication.CookieFile cookie = (NodeAuthentication.CookieFile) real.authentication();
        String authorization = Base64.getEncoder().encodeToString(Files.readAllBytes(cookie.path()));
        try {
            return http.send(
                    HttpRequest.newBuilder(real.rpc().resolve(request.path()))
                            .header("Authorization", "Basic " + authorization)
                            .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
