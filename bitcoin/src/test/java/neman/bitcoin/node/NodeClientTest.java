package neman.bitcoin.node;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeClientTest {
    private static final String NETWORK_INFO =
            "{\"result\":{\"version\":310100,\"subversion\":\"/Satoshi:31.1.0/\",\"connections\":8},\"error\":null,\"id\":1}";

    /** The members of a {@code getblocktemplate} answer of Bitcoin Core 31, shortened, some that we do not read included. */
    private static final String TEMPLATE = """
            {"result":{"capabilities":["proposal"],"version":536870912,"rules":["csv","!segwit","taproot"],
            "vbavailable":{},"vbrequired":0,
            "previousblockhash":"00000000000000000001a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f7",
            "transactions":[{"data":"0200ff","txid":"%s","hash":"%s","depends":[],"fee":1234,"sigops":4,"weight":900},
            {"data":"01","txid":"%s","hash":"%s","depends":[1],"fee":0,"sigops":0,"weight":4}],
            "coinbaseaux":{},"coinbasevalue":312501234,"longpollid":"abc7","target":"%s","mintime":1793000001,
            "mutable":["time","transactions","prevblock"],"noncerange":"00000000ffffffff","sigoplimit":80000,
            "sizelimit":4000000,"weightlimit":4000000,"curtime":1793000600,"bits":"17020de5","height":970000,
            "default_witness_commitment":"6a24aa21a9ed%s"},"error":null,"id":1}""".formatted(
            "11".repeat(32), "12".repeat(32), "21".repeat(32), "22".repeat(32), "0".repeat(64), "33".repeat(32));

    @Test
    void aTemplateIsReadWithItsTransactionsInOrder() throws IOException {
        try (FakeNode fake = FakeNode.answering(200, TEMPLATE);
                NodeClient client = fake.client()) {
            BlockTemplate template = client.blockTemplate();
            assertEquals(970_000, template.height());
            assertEquals(0x20000000, template.version());
            assertEquals(0x17020de5, template.nbits());
            assertEquals(1_793_000_001L, template.minTimeSeconds());
            assertEquals(1_793_000_600L, template.currentTimeSeconds());
            assertEquals(312_501_234L, template.coinbaseValueSats());
            assertEquals(Optional.of("abc7"), template.longPollId());
            assertEquals(List.of("csv", "!segwit", "taproot"), template.rules());
            assertEquals(38, template.witnessCommitmentScript().orElseThrow().length);
            assertEquals(2, template.transactions().size());
            assertArrayEquals(
                    new byte[] {2, 0, -1}, template.transactions().get(0).data());
            assertEquals(
                    Hash256.parse("11".repeat(32)),
                    template.transactions().get(0).txid());
            assertEquals(1234, template.transactions().get(0).feeSats());
            assertEquals(4, template.transactions().get(1).weight());
            assertTrue(fake.calls().get(0).body().contains("\"rules\":[\"segwit\",\"signet\"]"));
        }
    }

    @Test
    void aFullBlockOfTenThousandTransactionsIsRead() throws IOException {
        int count = 10_000;
        StringBuilder transactions = new StringBuilder("\"transactions\":[");
        for (int i = 0; i < count; i++) {
            String txid = String.format("%064x", i);
            transactions
                    .append(i == 0 ? "" : ",")
                    .append("{\"data\":\"" + String.format("%08x", i) + "ab".repeat(396))
                    .append("\",\"txid\":\"" + txid + "\",\"hash\":\"" + txid + "\",\"fee\":1,\"weight\":1600}");
        }
        String template = TEMPLATE.substring(0, TEMPLATE.indexOf("\"transactions\""))
                + transactions
                + TEMPLATE.substring(TEMPLATE.indexOf("],\n\"coinbaseaux\""));
        try (FakeNode fake = FakeNode.answering(200, template);
                NodeClient client = fake.client()) {
            BlockTemplate read = client.blockTemplate();
            assertEquals(count, read.transactions().size());
            BlockTemplate.TemplateTransaction last = read.transactions().get(count - 1);
            assertEquals(400, last.data().length);
            assertEquals(Hash256.parse(String.format("%064x", count - 1)), last.txid());
            assertEquals(312_501_234L, read.coinbaseValueSats());
        }
    }

    @Test
    void aCommitmentBeforeSegwitIsInForceIsLeftOut() throws IOException {
        try (FakeNode fake = FakeNode.answering(200, TEMPLATE.replace("\"!segwit\",", ""));
                NodeClient client = fake.client()) {
            assertEquals(Optional.empty(), client.blockTemplate().witnessCommitmentScript());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "height",
                "version",
                "previousblockhash",
                "transactions",
                "coinbasevalue",
                "mintime",
                "curtime",
                "bits"
            })
    void aTemplateThatLacksAMemberIsRefusedByItsName(String member) throws IOException {
        try (FakeNode fake = FakeNode.answering(200, TEMPLATE.replace("\"" + member + "\"", "\"other\""));
                NodeClient client = fake.client()) {
            NodeException refused = assertThrows(NodeException.class, client::blockTemplate);
            assertTrue(refused.getMessage().contains(member), refused.getMessage());
        }
    }

    @Test
    void everyCutOfATemplateIsRefusedAsAnAnswerThatIsNotUnderstood() throws IOException {
        try (FakeNode fake = new FakeNode((exchange, number) ->
                        FakeNode.send(exchange, 200, TEMPLATE.substring(0, TEMPLATE.length() * number / 31)));
                NodeClient client = fake.client()) {
            for (int i = 1; i <= 30; i++) {
                assertThrows(NodeException.class, client::blockTemplate);
            }
        }
    }

    @Test
    void theCookieIsReadAgainAfterTheNodeWasStartedAnew(@TempDir Path directory) throws IOException {
        Path cookie = Files.writeString(directory.resolve(".cookie"), "__cookie__:old\n");
        try (FakeNode fake = new FakeNode((exchange, number) -> {
                    boolean known = basic("__cookie__:new")
                            .equals(exchange.getRequestHeaders().getFirst("Authorization"));
                    FakeNode.send(exchange, known ? 200 : 401, known ? NETWORK_INFO : "");
                });
                NodeClient client = fake.client(Duration.ofSeconds(20), new NodeAuthentication.CookieFile(cookie))) {
            assertTrue(assertThrows(NodeException.class, client::networkInfo)
                    .getMessage()
                    .contains("credentials"));
            Files.writeString(cookie, "__cookie__:new");
            assertEquals(310_100, client.networkInfo().version());
            assertEquals(basic("__cookie__:old"), fake.calls().get(0).authorization());
        }
    }

    @Test
    void aMissingCookieIsNamed(@TempDir Path directory) {
        Path cookie = directory.resolve("none");
        NodeEndpoint endpoint = new NodeEndpoint(
                URI.create("http://127.0.0.1:1"), new NodeAuthentication.CookieFile(cookie), Optional.empty());
        try (NodeClient client = new NodeClient(endpoint, Duration.ofSeconds(5))) {
            assertEquals(
                    "the node's cookie file " + cookie + " cannot be read; is the node running?",
                    assertThrows(NodeException.class, client::chainInfo).getMessage());
        }
    }

    private static String basic(String secret) {
        return "Basic " + Base64.getEncoder().encodeToString(secret.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "401, '', the node at %s does not accept the RPC credentials (user user)",
        "403, '', the node at %s does not serve this host or user; see its rpcallowip and rpcwhitelist",
        "503, Work queue depth exceeded, the node at %s has too many RPC calls waiting; see its rpcworkqueue",
    })
    void refusalsByHttpNameTheRemedy(int status, String body, String sentence) throws IOException {
        try (FakeNode fake = FakeNode.answering(status, body);
                NodeClient client = fake.client()) {
            NodeException refused = assertThrows(NodeException.class, client::chainInfo);
            assertEquals(sentence.formatted(fake.uri()), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<html>not a node</html>",
                "[]",
                "null",
                "{\"result\":7}",
                "{\"result\":{}}",
                "{}",
                "{\"result\":null}"
            })
    void whatIsNoAnswerOfANodeIsRefused(String body) throws IOException {
        try (FakeNode fake = FakeNode.answering(200, body);
                NodeClient client = fake.client()) {
            NodeException refused = assertThrows(NodeException.class, client::networkInfo);
            assertTrue(refused.getMessage().contains("getnetworkinfo"), refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"310100.5", "99999999999", "\"310100\"", "null", "{}"})
    void aMemberOfAnotherTypeIsRefusedByItsName(String version) throws IOException {
        try (FakeNode fake = FakeNode.answering(200, NETWORK_INFO.replace("310100", version));
                NodeClient client = fake.client()) {
            assertEquals(
                    "the node's answer to getnetworkinfo is not understood: version is not an integer",
                    assertThrows(NodeException.class, client::networkInfo).getMessage());
        }
    }

    @Test
    void whatANodePublishesIsToldWhereItCanBe() throws IOException {
        String published =
                "{\"result\":[{\"type\":\"pubhashblock\",\"address\":\"tcp://127.0.0.1:28332\",\"hwm\":1000}]}";
        try (FakeNode fake = FakeNode.answering(200, published);
                NodeClient client = fake.client()) {
            assertEquals(
                    Optional.of(List.of(new ZmqPublication("hashblock", URI.create("tcp://127.0.0.1:28332")))),
                    client.zmqPublications());
        }
        String unknown = "{\"result\":null,\"error\":{\"code\":-32601,\"message\":\"Method not found\"},\"id\":1}";
        try (FakeNode fake = FakeNode.answering(404, unknown);
                NodeClient client = fake.client()) {
            assertEquals(Optional.empty(), client.zmqPublications());
        }
    }

    @Test
    void anErrorObjectBecomesAnExceptionWithItsCode() throws IOException {
        String error = "{\"result\":null,\"error\":{\"code\":-28,\"message\":\"Loading block index…\"},\"id\":1}";
        try (FakeNode fake = FakeNode.answering(500, error);
                NodeClient client = fake.client()) {
            RpcErrorException refused = assertThrows(RpcErrorException.class, client::chainInfo);
            assertEquals(-28, refused.code());
            assertEquals("Loading block index…", refused.nodeMessage());
            assertEquals(
                    "getblockchaininfo was refused by the node: Loading block index… (code -28)", refused.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-5, -1})
    void aBlockThatANodeDoesNotKnowIsNoErrorUnderWhicheverCode(int code) throws IOException {
        String unknown = "{\"result\":null,\"error\":{\"code\":" + code + ",\"message\":\"Block not found\"},\"id\":1}";
        try (FakeNode fake = FakeNode.answering(500, unknown);
                NodeClient client = fake.client()) {
            assertEquals(Optional.empty(), client.header(Hash256.ZERO));
        }
    }

    @Test
    void aConnectionThatBrokeBeforeAnAnswerIsTriedOnceMore() throws IOException {
        try (FakeNode fake = new FakeNode((exchange, number) -> {
                    if (number == 2) {
                        exchange.close();
                    } else {
                        FakeNode.send(exchange, 200, NETWORK_INFO);
                    }
                });
                NodeClient client = fake.client()) {
            client.networkInfo();
            assertEquals(8, client.networkInfo().connections());
            assertEquals(3, fake.calls().size());
        }
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainIsAnError() throws IOException {
        try (FakeNode fake = new FakeNode((exchange, number) -> exchange.close());
                NodeClient client = fake.client()) {
            assertThrows(NodeException.class, client::networkInfo);
            assertEquals(2, fake.calls().size());
        }
    }

    @Test
    void silenceEndsWithTheTimeout() throws IOException {
        try (FakeNode fake = new FakeNode((exchange, number) -> {});
                NodeClient client =
                        fake.client(Duration.ofSeconds(2), new NodeAuthentication.Password("user", "password"))) {
            assertThrows(NodeTimeoutException.class, client::networkInfo);
            assertEquals(1, fake.calls().size(), "a slow answer is not asked for twice");
        }
    }

    @Test
    void anAnswerThatStopsHalfWayEndsWithTheTimeout() throws IOException {
        try (FakeNode fake = new FakeNode((exchange, number) -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write("{\"result\":".getBytes(StandardCharsets.US_ASCII));
                    exchange.getResponseBody().flush();
                });
                NodeClient client =
                        fake.client(Duration.ofMillis(200), new NodeAuthentication.Password("user", "password"))) {
            assertThrows(NodeTimeoutException.class, client::networkInfo);
        }
    }

    @Test
    void anAnswerWithoutEndIsCutOff() throws IOException {
        byte[] chunk = new byte[1 << 20];
        Arrays.fill(chunk, (byte) ' ');
        try (FakeNode fake = new FakeNode((exchange, number) -> {
                    exchange.sendResponseHeaders(200, 0);
                    for (int i = 0; i <= JsonRpc.MAX_ANSWER_BYTES / chunk.length; i++) {
                        exchange.getResponseBody().write(chunk);
                    }
                });
                NodeClient client = fake.client()) {
            NodeException refused = assertThrows(NodeException.class, client::networkInfo);
            assertTrue(refused.getMessage().contains("the answer has more than"), refused.getMessage());
        }
    }

    @Test
    void aNodeThatIsNotThereIsSaidToBeUnreachable() throws IOException {
        NodeEndpoint endpoint;
        try (FakeNode fake = FakeNode.answering(200, NETWORK_INFO)) {
            endpoint = new NodeEndpoint(fake.uri(), new NodeAuthentication.Password("user", "pw"), Optional.empty());
        }
        try (NodeClient client = new NodeClient(endpoint, Duration.ofSeconds(5))) {
            assertEquals(
                    "the node at " + endpoint + " cannot be reached; is it running?",
                    assertThrows(NodeException.class, client::networkInfo).getMessage());
        }
    }

    @Test
    void closingEndsACallUnderWayAndRefusesLaterOnes() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (FakeNode fake = new FakeNode((exchange, number) -> arrived.countDown())) {
            NodeClient client = fake.client();
            CompletableFuture<NodeException> waiting = CompletableFuture.supplyAsync(
                    () -> assertThrows(NodeException.class, () -> client.awaitTemplate("x", Duration.ofMinutes(5))));
            arrived.await();
            client.close();
            assertTrue(waiting.join().getMessage().contains("is closed"));
            assertTrue(assertThrows(NodeException.class, client::networkInfo)
                    .getMessage()
                    .contains("is closed"));
        }
    }

    @Test
    void anInterruptEndsACallAndStaysVisible() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (FakeNode fake = new FakeNode((exchange, number) -> arrived.countDown());
                NodeClient client = fake.client()) {
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                assertThrows(NodeException.class, client::networkInfo);
                interrupted.complete(Thread.currentThread().isInterrupted());
            });
            caller.start();
            arrived.await();
            caller.interrupt();
            assertTrue(interrupted.join());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "null, ACCEPTED, ''",
        "'\"duplicate\"', DUPLICATE, duplicate",
        "'\"inconclusive\"', INCONCLUSIVE, inconclusive",
        "'\"duplicate-inconclusive\"', INCONCLUSIVE, duplicate-inconclusive",
        "'\"duplicate-invalid\"', REJECTED, duplicate-invalid",
        "'\"high-hash\"', REJECTED, high-hash",
        "'\"rejected\"', REJECTED, rejected",
        "'\"rejected: time-too-new\"', REJECTED, time-too-new",
    })
    void theWordsOfBip22AreVerdicts(String result, SubmitAnswer.Verdict verdict, String reason) throws IOException {
        try (FakeNode fake = FakeNode.answering(200, "{\"result\":" + result + ",\"error\":null,\"id\":1}");
                NodeClient client = fake.client()) {
            assertEquals(new SubmitAnswer(verdict, reason), client.submitBlock(new byte[] {0, -1}));
            assertTrue(fake.calls().get(0).body().contains("\"submitblock\",\"params\":[\"00ff\"]"));
        }
    }

    @Test
    void walletCallsGoToTheWalletsPathAndAmountsAreExactDecimals() throws IOException {
        String balances =
                "{\"result\":{\"mine\":{\"trusted\":0.00000001,\"untrusted_pending\":0.1,\"immature\":2.1e7}}}";
        try (FakeNode fake = FakeNode.answering(200, balances);
                NodeClient client = fake.client()) {
            assertEquals(
                    new WalletBalances(1, 10_000_000, 2_100_000_000_000_000L), new WalletClient(client).balances());
            assertEquals("/wallet/pool%20wallet", fake.calls().get(0).path());
        }
    }

    @Test
    void noSecretIsWrittenIntoAMessage() throws IOException {
        try (FakeNode fake = FakeNode.answering(401, "");
                NodeClient client = fake.client()) {
            assertFalse(assertThrows(NodeException.class, client::chainInfo)
                    .toString()
                    .contains("password"));
            assertFalse(client.endpoint().toString().contains("password"));
        }
    }
}
