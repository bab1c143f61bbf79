package neman.stratum.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.stratum.server.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a node that knows every height: its block of height n is the hash that ends in n. */
class NodeLinkTest {
    private static final JsonMapper JSON = new JsonMapper();

    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final Duration POLL = Duration.ofMillis(100);

    private volatile String chain = "main";
    private HttpServer node;
    private NodeClient client;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            JsonNode call = JSON.readTree(exchange.getRequestBody());
            JsonNode parameter = call.path("params").path(0);
            String result =
                    switch (call.path("method").asText()) {
                        case "getblockhash" -> "\"" + hash(parameter.asInt()) + "\"";
                        case "getblockchaininfo" -> chainInfo();
                        default -> header(parameter.asText());
                    };
            byte[] answer = ("{\"result\":" + result + ",\"error\":null}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        URI uri = URI.create("http://127.0.0.1:" + node.getAddress().getPort());
        client = new NodeClient(
                new NodeEndpoint(uri, new NodeAuthentication.Password("u", "p"), Optional.empty()),
                Duration.ofSeconds(20));
    }

    @AfterEach
    void stop() {
        client.close();
        node.stop(0);
    }

    private static String hash(int height) {
        return String.format("%064x", height);
    }

    private static String header(String hash) {
        int height = Integer.parseInt(hash.substring(56), 16);
        return "{\"hash\":\"" + hash + "\",\"height\":" + height
                + ",\"confirmations\":1,\"bits\":\"1d00ffff\",\"time\":" + height + ",\"mediantime\":" + height
                + ",\"chainwork\":\"" + hash + "\"}";
    }

    private String chainInfo() {
        return "{\"chain\":\"" + chain + "\",\"blocks\":9,\"headers\":9,\"bestblockhash\":\"" + hash(9)
                + "\",\"mediantime\":9,\"initialblockdownload\":false}";
    }

    private NodeLink link(Network network, NodeReports reports) {
        TemplateSettings settings = new TemplateSettings(Duration.ofSeconds(30), POLL, 100);
        return new NodeLink(0, client, network, settings, reports, () -> NOW);
    }

    private ChainTip tip(Network network, int height) throws IOException {
        NodeLink link = link(network, null);
        ChainHeader header = Tips.tip(height).header();
        return link.tipOf(header);
    }

    @ParameterizedTest
    @CsvSource({
        "MAINNET, 2015, 0",
        "MAINNET, 4031, 2016",
        "SIGNET, 967679, 965664",
        "TESTNET4, 4030, 2016",
        "TESTNET4, 4031, 2016",
        "TESTNET4, 4032, 4032",
        "TESTNET4, 1, 0",
    })
    void theFirstBlockOfThePeriodIsThereWhereTheNextTargetFollowsFromIt(Network network, int height, int first)
            throws IOException {
        assertEquals(first, tip(network, height).periodStart().orElseThrow().height());
    }

    @ParameterizedTest
    @CsvSource({"MAINNET, 2014", "MAINNET, 2016", "SIGNET, 1", "REGTEST, 2015", "SANDBOX, 2015"})
    void whereTheTargetStandsNobodyIsAskedForIt(Network network, int height) throws IOException {
        assertEquals(Optional.empty(), tip(network, height).periodStart());
    }

    @Test
    void theTipItselfIsWhatWasGiven() throws IOException {
        assertEquals(Tips.tip(4031).header(), tip(Network.MAINNET, 4031).header());
    }

    /** What was said of the node. */
    private static final class Heard implements NodeReports {
        private final List<Duration> clocks = new CopyOnWriteArrayList<>();
        private final List<Long> unfitNanos = new CopyOnWriteArrayList<>();
        private final List<ChainTip> tips = new CopyOnWriteArrayList<>();

        @Override
        public void onTip(int node, ChainTip tip, Optional<Hash256> disowned) {
            tips.add(tip);
        }

        @Override
        public void onUnfit(int node, String reason) {
            unfitNanos.add(System.nanoTime());
        }

        @Override
        public void onTemplate(int node, BlockTemplate template, ChainTip tip) {}

        @Override
        public void onNoTemplate(int node, String reason) {}

        @Override
        public void onClock(int node, Duration ahead) {
            clocks.add(ahead);
        }

        @Override
        public void onFees(int node, long sats) {}
    }

    private static BlockTemplate template(long minTimeSeconds, long currentTimeSeconds) {
        return new BlockTemplate(
                8,
                1,
                Hash256.parse(hash(7)),
                0x1d00ffff,
                minTimeSeconds,
                currentTimeSeconds,
                0,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    @Test
    void aTemplateTellsHowFarTheNodesClockIsFromOurs() throws IOException {
        Heard heard = new Heard();
        NodeLink link = link(Network.MAINNET, heard);
        long now = NOW.getEpochSecond();
        link.deliver(template(now - 3_000, now + 90));
        link.deliver(template(now - 3_000, now - 2_000));
        link.deliver(template(now + 7_000, now + 7_000)); // the earliest time of a block, whatever the clock says
        assertEquals(List.of(Duration.ofSeconds(90), Duration.ofSeconds(-2_000)), heard.clocks);
    }

    @Test
    void aNodeThatCannotBeMinedOnIsAskedEverMoreSeldomAndTakenWhenItCan() {
        Heard heard = new Heard();
        chain = "test";
        try (NodeLink link = link(Network.SANDBOX, heard)) {
            link.start();
            Await.until("it was refused five times", () -> heard.unfitNanos.size() >= 5);
            for (int i = 0; i < 4; i++) {
                long between = heard.unfitNanos.get(i + 1) - heard.unfitNanos.get(i);
                assertTrue(between >= POLL.toNanos() << i, "after " + i + ": " + between + " ns");
            }
            assertEquals(List.of(), heard.tips);
            chain = "sandbox";
            Await.until("it was put right", () -> !heard.tips.isEmpty());
        }
    }
}
