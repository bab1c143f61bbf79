package neman.stratum.benchmark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/**
 * The outside of a regtest node that takes a block whenever it is told to: names it over ZMQ, knows its header, and answers
 * long polls when it is told to, as one that still chooses transactions.
 */
final class TipNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long FIRST_TIME_SECONDS = 1_800_000_000L;
    private static final int PIECE_BYTES = 1 << 16;
    private static final String EASIEST_NBITS = "207fffff";

    static {
        // Else the JDK's server waits 40 ms between an answer's head and body, which real nodes do not.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final ZContext context = new ZContext();
    private final ZMQ.Socket publisher = context.createSocket(SocketType.PUB);
    private final String zmq;
    private final byte[] transactions;
    private final Map<String, Integer> heights = new ConcurrentHashMap<>();
    private final BlockingQueue<HttpExchange> longPolls = new LinkedBlockingQueue<>();
    private byte[] prepared;
    private volatile Hash256 tip = Network.REGTEST.genesisHash().orElseThrow();
    private volatile int height;

    /** @param transactions of all templates, as JSON */
    TipNode(byte[] transactions) throws IOException {
        this.transactions = transactions;
        heights.put(tip.toString(), 0);
        publisher.setLinger(0);
        publisher.bind("tcp://127.0.0.1:*");
        zmq = publisher.getLastEndpoint();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    NodeClient client() {
        NodeEndpoint endpoint = new NodeEndpoint(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                new NodeAuthentication.Password("user", "password"),
                Optional.empty(),
                Optional.of(URI.create(zmq)));
        return new NodeClient(endpoint, Duration.ofSeconds(30));
    }

    /** Takes a block, and says so. */
    void takeBlock() {
        byte[] number = {(byte) (height >> 16), (byte) (height >> 8), (byte) height};
        Hash256 next = Hash256.ofDoubleSha256(number);
        heights.put(next.toString(), height + 1);
        height++;
        tip = next;
        publish();
    }

    /** Chooses the transactions that come on its tip. */
    void prepareTemplate() {
        prepared = answer(template());
    }

    /** Gives what was prepared to who waits for it, or will in a moment; those who have gone are passed over. */
    void answerLongPoll() throws InterruptedException {
        while (!isTaken(longPolls.take())) {
            continue;
        }
    }

    private boolean isTaken(HttpExchange exchange) {
        try {
            send(exchange, prepared);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Says once more what its tip is. */
    void publish() {
        publisher.sendMore("hashblock".getBytes(StandardCharsets.US_ASCII));
        publisher.sendMore(HexFormat.of().parseHex(tip.toString()));
        publisher.send(new byte[4]);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = JSON.readTree(exchange.getRequestBody());
        JsonNode parameter = request.path("params").path(0);
        if (parameter.has("longpollid")) {
            longPolls.add(exchange);
            return; // the answer comes later
        }
        byte[] result =
                switch (request.path("method").asText()) {
                    case "getblockchaininfo" -> ascii(chain());
                    case "getblockhash" ->
                        ascii("\"" + Network.REGTEST.genesisHash().orElseThrow() + "\"");
                    case "getblockheader" -> ascii(header(parameter.asText()));
                    case "getblocktemplate" -> template();
                    default -> ascii("{}");
                };
        send(exchange, answer(result));
    }

    static void send(HttpExchange exchange, byte[] answer) throws IOException {
        exchange.sendResponseHeaders(200, answer.length);
        for (int at = 0; at < answer.length; at += PIECE_BYTES) { // the JDK's server keeps room for the longest write
            exchange.getResponseBody().write(answer, at, Math.min(PIECE_BYTES, answer.length - at));
        }
        exchange.close();
    }

    private static byte[] answer(byte[] result) {
        return joined(ascii("{\"result\":"), result, ascii(",\"error\":null,\"id\":1}"));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private String chain() {
        return "{\"chain\":\"regtest\",\"blocks\":%d,\"headers\":%d,\"bestblockhash\":\"%s\",\"mediantime\":%d,"
                        .formatted(height, height, tip, FIRST_TIME_SECONDS)
                + "\"initialblockdownload\":false}";
    }

    private String header(String hash) {
        int at = heights.get(hash);
        return "{\"hash\":\"%s\",\"height\":%d,\"confirmations\":%d,\"bits\":\"%s\",\"time\":%d,\"mediantime\":%d,"
                        .formatted(
                                hash,
                                at,
                                height - at + 1,
                                EASIEST_NBITS,
                                FIRST_TIME_SECONDS + at,
                                FIRST_TIME_SECONDS + at)
                + "\"chainwork\":\"%064x\"}".formatted(2 * at + 2);
    }

    private byte[] template() {
        String head = "{\"version\":536870912,\"rules\":[\"csv\",\"!segwit\",\"taproot\"],\"previousblockhash\":\"%s\","
                        .formatted(tip)
                + "\"transactions\":";
        String tail = ",\"coinbasevalue\":5000000000,\"longpollid\":\"%s\",\"mintime\":%d,\"curtime\":%d,"
                        .formatted(tip, FIRST_TIME_SECONDS, FIRST_TIME_SECONDS + height)
                + "\"bits\":\"%s\",\"height\":%d,\"default_witness_commitment\":\"6a24aa21a9ed%s\"}"
                        .formatted(EASIEST_NBITS, height + 1, "11".repeat(32));
        return joined(ascii(head), transactions, ascii(tail));
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        context.close();
    }
}
