package neman.stratum.template;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With a node that knows every height: its block of height n is the hash that ends in n. */
class NodeLinkTest {
    private static final JsonMapper JSON = new JsonMapper();

    private HttpServer node;
    private NodeClient client;

    @BeforeEach
    void start() throws IOException {
        node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            JsonNode call = JSON.readTree(exchange.getRequestBody());
            JsonNode parameter = call.path("params").path(0);
            String result = call.path("method").asText().equals("getblockhash")
                    ? "\"" + hash(parameter.asInt()) + "\""
                    : header(parameter.asText());
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

    private ChainTip tip(Network network, int height) throws IOException {
        NodeLink link = new NodeLink(0, client, network, TemplateSettings.DEFAULT, null);
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
}
