package neman.accounting.alarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import neman.accounting.journal.CountingWaiter;
import neman.bitcoin.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlarmWebhookTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SetClock clock = new SetClock();
    private final List<JsonNode> got = new CopyOnWriteArrayList<>();
    /** What is answered before 204. */
    private final Queue<Integer> answers = new ArrayDeque<>();

    private HttpServer server;
    private AlarmWebhook webhook;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/hook", this::answer);
        server.start();
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/hook");
        webhook = new AlarmWebhook(url, Network.REGTEST, clock, Duration.ofMillis(1));
    }

    @AfterEach
    void close() {
        webhook.close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode body = JSON.readTree(exchange.getRequestBody());
            Integer status;
            synchronized (answers) {
                status = answers.poll();
            }
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status == null ? 204 : status, -1);
            if (status == null) {
                got.add(body);
            }
        }
    }

    private void firstAnswer(int... statuses) {
        synchronized (answers) {
            for (int status : statuses) {
                answers.add(status);
            }
        }
    }

    private AlarmNotice notice(boolean raised, String subject) {
        return new AlarmNotice(raised, "NODE_UNFIT", "WARNING", subject, "no answer", "start it", clock.instant(), 2);
    }

    private List<String> subjects() {
        return got.stream().map(body -> body.get("subject").asText()).toList();
    }

    @Test
    void postsWhatAPersonAndAProgramNeed() {
        webhook.start();
        webhook.send("stratum-0", notice(true, "a"));
        webhook.send("stratum-0", notice(false, "a"));
        CountingWaiter.await(() -> got.size() == 2);
        JsonNode raised = got.get(0);
        assertEquals("raised", raised.get("event").asText());
        assertEquals("regtest", raised.get("pool").asText());
        assertEquals("stratum-0", raised.get("source").asText());
        assertEquals("NODE_UNFIT", raised.get("code").asText());
        assertEquals("warning", raised.get("severity").asText());
        assertEquals("2026-01-01T00:00:00Z", raised.get("at").asText());
        assertEquals(2, raised.get("unannounced").asInt());
        assertEquals(
                "neman regtest stratum-0: WARNING NODE_UNFIT (a): no answer. Remedy: start it",
                raised.get("text").asText());
        assertEquals("cleared", got.get(1).get("event").asText());
    }

    @Test
    void whatIsNotTakenNowIsSentAgainInOrder() {
        firstAnswer(503, 429, 500);
        webhook.start();
        webhook.send("stratum-0", notice(true, "a"));
        webhook.send("stratum-0", notice(true, "b"));
        CountingWaiter.await(() -> got.size() == 2);
        assertEquals(List.of("a", "b"), subjects());
    }

    @Test
    void whatIsRefusedOrTooOldIsGivenUp() {
        firstAnswer(404, 302);
        webhook.start();
        webhook.send("stratum-0", notice(true, "refused"));
        webhook.send("stratum-0", notice(true, "sent elsewhere"));
        webhook.send("stratum-0", notice(true, "taken"));
        CountingWaiter.await(() -> got.size() == 1);
        AlarmNotice old = notice(true, "old");
        clock.pass(AlarmWebhook.GIVES_UP_AFTER.plusSeconds(1));
        firstAnswer(503);
        webhook.send("stratum-0", old);
        webhook.send("stratum-0", notice(true, "new"));
        CountingWaiter.await(() -> got.size() == 2);
        assertEquals(List.of("taken", "new"), subjects());
    }

    @Test
    void ofTooManyTheOldestGo() {
        for (int i = 0; i < AlarmWebhook.MAX_WAITING + 3; i++) {
            webhook.send("stratum-0", notice(true, "notice " + i));
        }
        webhook.start();
        CountingWaiter.await(() -> got.size() == AlarmWebhook.MAX_WAITING);
        assertEquals("notice 3", subjects().get(0));
    }

    @Test
    void nobodyThereEndsWithTheProcess() {
        server.stop(0);
        webhook.start();
        webhook.send("stratum-0", notice(true, "a"));
        webhook.close();
        assertTrue(got.isEmpty());
    }
}
