package neman.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import neman.console.view.NodeItem;
import neman.console.view.PoolView;
import neman.console.view.ReadinessCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Over real HTTP, with a pool in memory behind it. */
class ConsoleTest {
    private static final Instant NOW = Instant.parse("2026-11-22T16:00:00.123456Z");

    private final HttpClient client = HttpClient.newHttpClient();
    private final FakePool pool = new SamplePool(NOW).busy();
    private final List<ReadinessCheck> checks = new ArrayList<>();
    private volatile Instant clock = NOW;
    private Console console;

    @AfterEach
    void stop() {
        if (console != null) {
            console.close();
        }
    }

    @Test
    void poolHasTheFieldsThatAreFixed() throws Exception {
        JsonNode json = json(get("/api/v1/pool"));

        assertEquals("sandbox", json.path("network").textValue());
        assertEquals(1_283, json.path("height").intValue());
        assertEquals(4_218, json.path("connections").intValue());
        assertEquals(4_190, json.path("workers").intValue());
        assertEquals(
                "842350000000000000", json.path("hashrate").bigIntegerValue().toString());
        assertEquals(0.6342, json.path("roundEffort").doubleValue());
        assertEquals(57, json.path("blocks").path("confirmed").intValue());
        assertEquals("2026-11-22T16:00:00.123Z", json.path("now").textValue());
        assertEquals(60, json.path("terms").path("payoutInterval").intValue());
        assertTrue(json.path("terms").path("stratum").path(0).path("host").isNull());
    }

    @Test
    void blocksComeInPagesThatTogetherAreAll() throws Exception {
        List<Integer> heights = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = json(get("/api/v1/blocks?limit=25" + cursor));
            page.path("items").forEach(item -> heights.add(item.path("height").intValue()));
            cursor = page.path("next").isNull()
                    ? null
                    : "&cursor=" + page.path("next").textValue();
        } while (cursor != null);

        assertEquals(pool.blocks.stream().map(block -> block.height()).toList(), heights);
    }

    @Test
    void aBlockHasTheFieldsThatAreFixed() throws Exception {
        JsonNode block = json(get("/api/v1/blocks?limit=1")).path("items").path(0);

        assertEquals("pending", block.path("state").textValue());
        for (String field : List.of("height", "hash", "confirmations", "rewardSats", "feeSats", "finder", "foundAt")) {
            assertTrue(block.hasNonNull(field), field);
        }
    }

    @Test
    void aPayoutHasTheFieldsThatAreFixed() throws Exception {
        JsonNode payout = json(get("/api/v1/payouts")).path("items").path(1);

        for (String field : List.of("id", "state", "txid", "totalSats", "feeSats", "outputs", "confirmations")) {
            assertTrue(payout.hasNonNull(field), field);
        }
    }

    @Test
    void aMinerIsFoundUnderAnySpellingOfItsAddress() throws Exception {
        JsonNode miner = json(get("/api/v1/miners/" + SamplePool.ALICE.toUpperCase(java.util.Locale.ROOT)));

        assertEquals(SamplePool.ALICE, miner.path("address").textValue());
        assertEquals(226_538_213L, miner.path("availableSats").longValue());
        JsonNode worker = miner.path("workers").path(0);
        assertEquals("hall-1.rack10", worker.path("name").textValue());
        assertEquals(12, worker.path("rejected").path("stale").intValue());
        assertEquals("65536", worker.path("difficulty").asText());
        assertEquals("2026-11-22T15:59:56.123Z", worker.path("lastShareAt").textValue());
    }

    @Test
    void sessionsComeInPagesAndOfOneAccount() throws Exception {
        JsonNode first = json(get("/api/v1/sessions?limit=50"));
        JsonNode second = json(
                get("/api/v1/sessions?limit=50&cursor=" + first.path("next").textValue()));

        assertEquals(60, first.path("items").size() + second.path("items").size());
        JsonNode session = first.path("items").path(0);
        assertEquals("mining", session.path("state").textValue());
        assertEquals(2, session.path("rejected").path("stale").intValue());
        assertTrue(first.path("items").path(14).path("account").isNull());
        JsonNode alices =
                json(get("/api/v1/sessions?limit=100&account=" + SamplePool.ALICE.toUpperCase(java.util.Locale.ROOT)));
        assertEquals(
                java.util.Set.of(SamplePool.ALICE),
                new java.util.HashSet<>(alices.path("items").findValuesAsText("account")));
        assertRefused(400, "bad-request", get("/api/v1/sessions?account=nobody"));
    }

    @Test
    void agentsAndInstancesAreListed() throws Exception {
        JsonNode agents = json(get("/api/v1/agents"));
        assertEquals(
                "bmminer/2.0.0", agents.path("items").path(0).path("userAgent").textValue());
        assertEquals(2_410, agents.path("items").path(0).path("connections").intValue());
        assertEquals(31, agents.path("connectionsLeftOut").intValue());

        JsonNode instance = json(get("/api/v1/instances")).path("items").path(1);
        assertEquals("draining", instance.path("state").textValue());
        assertEquals(304, instance.path("rejected").path("stale").intValue());
        assertEquals(3, instance.path("measures").path("banned").intValue());
        JsonNode ban = instance.path("bans").path(0);
        assertEquals("203.0.113.x", ban.path("address").textValue());
        assertTrue(ban.path("endsAt").textValue().endsWith("Z"), ban.toString());
        assertEquals(2, instance.path("bansTotal").intValue());
    }

    @Test
    void nodesAndAlarmsAreListed() throws Exception {
        JsonNode nodes = json(get("/api/v1/nodes")).path("items");
        assertEquals("leading", nodes.path(0).path("state").textValue());
        assertEquals(4.2, nodes.path(0).path("templateAgeSeconds").doubleValue());
        assertEquals(75, nodes.path(1).path("clockAheadSeconds").intValue());
        assertTrue(nodes.path(2).path("tip").isNull());
        assertEquals(NodeItem.class.getRecordComponents().length, nodes.path(0).size());
        assertTrue(nodes.path(2).path("problem").textValue().endsWith("Connection refused"));

        JsonNode alarm = json(get("/api/v1/alarms")).path("items").path(0);
        assertEquals("BLOCK_NOWHERE", alarm.path("code").textValue());
        assertEquals("critical", alarm.path("severity").textValue());
        assertTrue(alarm.path("remedy").textValue().endsWith(".hex"), alarm.toString());
        assertTrue(alarm.path("raisedAt").textValue().endsWith("Z"), alarm.toString());
    }

    @Test
    void whatIsNotThereIsSaidInJson() throws Exception {
        pool.job = Optional.empty();

        assertRefused(404, "not-found", get("/api/v1/miners/" + SamplePool.BOB));
        assertRefused(404, "not-found", get("/api/v1/jobs/current"));
        assertRefused(404, "not-found", get("/api/v1/nothing"));
        assertRefused(404, "not-found", get("/web/pool.html"));
        assertRefused(400, "bad-request", get("/../../etc/passwd"));
    }

    @Test
    void badParametersAreRefusedWithASentence() throws Exception {
        assertRefused(400, "bad-request", get("/api/v1/miners/bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"));
        assertRefused(400, "bad-request", get("/api/v1/miners/%3Cscript%3E"));
        for (String query :
                List.of("limit=0", "limit=101", "limit=x", "limit=", "cursor=", "cursor=x", "limit=99999999999")) {
            assertRefused(400, "bad-request", get("/api/v1/blocks?" + query));
        }
        assertRefused(400, "bad-request", get("/api/v1/blocks?cursor=" + "9".repeat(101)));
        assertRefused(400, "bad-request", get("/api/v1/hashrate?span=1y"));
    }

    @Test
    void otherMethodsAreRefused() throws Exception {
        HttpRequest post = HttpRequest.newBuilder(uri("/api/v1/pool"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();

        assertRefused(405, "method-not-allowed", client.send(post, BodyHandlers.ofString()));
    }

    @Test
    void anAwayDatabaseIsSaidWithoutOurInsides() throws Exception {
        pool.databaseAway = true;

        HttpResponse<String> answer = get("/api/v1/blocks");

        assertRefused(503, "service-unavailable", answer);
        assertFalse(answer.body().contains("secret-host"));
        assertEquals(200, get("/").statusCode());
    }

    @Test
    void manyReadersAskThePoolOnceASecond() throws Exception {
        for (int i = 0; i < 20; i++) {
            get("/api/v1/pool");
        }
        assertEquals(1, pool.statusQuestions.get());

        clock = NOW.plusSeconds(1);
        get("/api/v1/pool");
        assertEquals(2, pool.statusQuestions.get());
    }

    @Test
    void everyAnswerForbidsWhatIsNotOurs() throws Exception {
        for (String path : List.of("/", "/api/v1/pool", "/api/v1/nothing", "/metrics", "/web/style.css", "/nothing")) {
            HttpResponse<String> answer = get(path);
            String policy =
                    answer.headers().firstValue("Content-Security-Policy").orElse("");
            assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), path);
            assertFalse(policy.contains("unsafe"), path);
            assertEquals(
                    "nosniff",
                    answer.headers().firstValue("X-Content-Type-Options").orElse(""),
                    path);
            assertEquals(Optional.empty(), answer.headers().firstValue("Server"), path);
        }
    }

    @Test
    void anUnchangedFileIsNotSentAgain() throws Exception {
        String tag = get("/web/style.css").headers().firstValue("ETag").orElseThrow();
        HttpRequest again = HttpRequest.newBuilder(uri("/web/style.css"))
                .header("If-None-Match", tag)
                .build();

        assertEquals(304, client.send(again, BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aBrowserThatWentAstrayGetsAPage() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(uri("/nothing"))
                .header("Accept", "text/html")
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

        assertEquals(404, answer.statusCode());
        assertTrue(answer.headers().firstValue("Content-Type").orElse("").startsWith("text/html"));
    }

    @Test
    void metricsTellThePoolAndSurviveAnAwayDatabase() throws Exception {
        String text = get("/metrics").body();
        assertTrue(text.contains("neman_connections 4218.0"), text);
        assertTrue(text.contains("neman_shares_rejected{reason=\"stale\"} 1204.0"), text);
        assertTrue(text.contains("neman_blocks{state=\"confirmed\"} 57.0"), text);
        assertTrue(text.contains("neman_ledger_balance_sats{account=\"paid\"} 2.81450993221E11"), text);
        assertTrue(text.contains("neman_view_up 1.0"), text);
        assertTrue(text.contains("neman_alarm_open{code=\"NODE_UNFIT\",severity=\"warning\"} 1.0"), text);
        String leader = "{instance=\"0\",node=\"http://10.4.0.11:8332\"} ";
        assertTrue(text.contains("neman_node_leads" + leader + "1.0"), text);
        assertTrue(text.contains("neman_node_height" + leader + "1283.0"), text);
        assertTrue(text.contains("neman_node_template_age_seconds" + leader + "4.2"), text);
        String away = "{instance=\"3\",node=\"http://10.4.0.13:8332\"} ";
        assertTrue(text.contains("neman_node_fit" + away + "0.0"), text);
        assertFalse(text.contains("neman_node_height" + away), text);

        pool.databaseAway = true;
        String without = get("/metrics").body();
        assertTrue(without.contains("neman_view_up 0.0"), without);
        assertTrue(without.contains("neman_connections NaN"), without);
        assertTrue(without.contains("neman_alarm_open{code=\"BLOCK_NOWHERE\",severity=\"critical\"} 1.0"), without);
        assertTrue(without.contains("jvm_memory_used_bytes"), without);
        assertTrue(without.contains("neman_http_answers_seconds_count{route=\"/metrics\",status=\"200\"}"), without);
    }

    @Test
    void readinessNamesWhatFails() throws Exception {
        checks.add(new ReadinessCheck("postgres", Optional::empty));
        checks.add(new ReadinessCheck("journal", () -> Optional.of("the disk is full")));
        checks.add(new ReadinessCheck("redis", () -> {
            throw new IOException("redis://:password@host");
        }));

        HttpResponse<String> answer = get("/health/ready");

        assertEquals(503, answer.statusCode());
        JsonNode json = json(answer);
        assertFalse(json.path("ready").booleanValue());
        assertTrue(json.path("checks").path(0).path("ok").booleanValue());
        assertEquals(
                "the disk is full", json.path("checks").path(1).path("problem").textValue());
        assertEquals(
                "failed with IOException",
                json.path("checks").path(2).path("problem").textValue());
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void aHangingCheckMakesUsUnreadyAndHoldsNothingUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        checks.add(new ReadinessCheck("postgres", () -> {
            never.await();
            return Optional.empty();
        }));

        assertEquals(503, get("/health/ready").statusCode());
        assertEquals(200, get("/api/v1/pool").statusCode());
    }

    @Test
    void readyWhenAllIsWell() throws Exception {
        checks.add(new ReadinessCheck("postgres", Optional::empty));

        assertEquals(200, get("/health/ready").statusCode());
    }

    @Test
    void aPortInUseIsOneClearSentence() throws Exception {
        get("/health/live");
        try (Console second = console(pool, console.address())) {
            IOException refused = assertThrows(IOException.class, second::start);
            assertTrue(
                    refused.getMessage()
                            .contains("127.0.0.1:" + console.address().getPort()),
                    refused.getMessage());
        }
    }

    @Test
    void anAddressMayComeUnresolved() throws Exception {
        console = console(pool, InetSocketAddress.createUnresolved("localhost", 0));
        console.start();

        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void anEmptyPoolHasAnswersToo() throws Exception {
        console = console(new SamplePool(NOW).empty(), new InetSocketAddress("127.0.0.1", 0));
        console.start();

        JsonNode json = json(get("/api/v1/pool"));

        assertEquals(0, json.path("hashrate").intValue());
        assertTrue(json.path("roundEffort").isNull());
        assertEquals("{\"items\":[],\"next\":null}", get("/api/v1/blocks").body());
    }

    private static void assertRefused(int status, String code, HttpResponse<String> answer) throws IOException {
        assertEquals(status, answer.statusCode(), answer.body());
        JsonNode error = json(answer).path("error");
        assertEquals(code, error.path("code").textValue());
        assertFalse(error.path("message").asText().isEmpty());
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        assertEquals(
                "application/json", answer.headers().firstValue("Content-Type").orElse(""));
        return new ObjectMapper().readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private URI uri(String path) throws IOException {
        if (console == null) {
            console = console(pool, new InetSocketAddress("127.0.0.1", 0));
            console.start();
        }
        return URI.create("http://127.0.0.1:" + console.address().getPort() + path);
    }

    private Console console(PoolView view, InetSocketAddress listen) {
        return new Console(new HttpSettings(listen), view, checks, () -> clock);
    }
}
