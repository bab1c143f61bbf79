package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.wiring.PoolProcess;
import neman.deploy.wiring.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The only node goes away and comes back, then PostgreSQL goes: the operator hears of it. */
@Timeout(180)
class AlarmsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    private final List<JsonNode> posted = new CopyOnWriteArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private HttpServer webhook;
    private PoolProcess pool;

    @BeforeEach
    void listen() throws IOException {
        webhook = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        webhook.createContext("/hook", this::take);
        webhook.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            posted.add(JSON.readTree(exchange.getRequestBody()));
            exchange.sendResponseHeaders(204, -1);
        }
    }

    @AfterEach
    void stopListening() {
        webhook.stop(0);
    }

    private PoolProcess start(SandboxNode chain) throws Exception {
        Path cookie = ((NodeAuthentication.CookieFile) chain.endpoint().authentication()).path();
        Path file = Files.writeString(directory.resolve("pool.yaml"), """
                network: sandbox
                data: data
                pool: {address: %s}
                nodes:
                  - {rpc: "%s", cookie-file: "%s", wallet: pool}
                stratum:
                  - {listen: 127.0.0.1:0}
                template: {poll: 200ms}
                http: {listen: 127.0.0.1:0}
                alarms: {webhook: "http://127.0.0.1:%d/hook"}
                """.formatted(
                        chain.walletAddress(),
                        chain.endpoint().rpc(),
                        cookie,
                        webhook.getAddress().getPort()));
        return PoolProcess.start(
                ConfigurationReader.readFile(file, Map.of()),
                Role.all(),
                Duration.ZERO,
                System.out::println,
                () -> false);
    }

    private HttpResponse<String> get(String path) throws Exception {
        int port = pool.httpAddress().orElseThrow().getPort();
        return client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode items(String path) throws Exception {
        return JSON.readTree(get(path).body()).path("items");
    }

    private Set<String> alarms() throws Exception {
        Set<String> alarms = new TreeSet<>();
        items("/api/v1/alarms")
                .forEach(alarm -> alarms.add(alarm.path("source").textValue() + " "
                        + alarm.path("code").textValue()));
        return alarms;
    }

    private String nodeState() throws Exception {
        return items("/api/v1/nodes").path(0).path("state").asText();
    }

    private boolean isPosted(String source, String code, String event) {
        return posted.stream()
                .anyMatch(notice -> notice.path("source").asText().equals(source)
                        && notice.path("code").asText().equals(code)
                        && notice.path("event").asText().equals(event));
    }

    @Test
    void whatGoesAwayIsToldOfEverywhereAndItsReturnToo() throws Exception {
        Set<String> raised = Set.of("payout NODE_UNREACHABLE", "stratum-0 NODE_UNFIT", "stratum-0 NO_LEADER");
        try (SandboxNode chain = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")));
                PoolProcess process = start(chain);
                HikariDataSource database = TestServices.open(directory.resolve("data"))) {
            pool = process;
            Await.until("ready", PATIENCE, () -> get("/health/ready").statusCode() == 200);
            Await.until("a leader is shown", PATIENCE, () -> nodeState().equals("leading"));
            assertEquals(Set.of(), alarms());

            chain.controls().goAway();
            Await.until("alarms", PATIENCE, () -> alarms().containsAll(raised));
            Await.until("unready", PATIENCE, () -> get("/health/ready").statusCode() == 503);
            String ready = get("/health/ready").body();
            assertTrue(ready.contains("no node leads"), ready);
            Await.until("an unfit node is shown", PATIENCE, () -> nodeState().equals("unfit"));
            String metrics = get("/metrics").body();
            assertTrue(metrics.contains("neman_alarm_open{code=\"NO_LEADER\",severity=\"critical\"} 1.0"), metrics);
            Await.until("rows", PATIENCE, () -> open(database) == 2);
            for (String alarm : raised) {
                String[] words = alarm.split(" ");
                Await.until(alarm + " posted", PATIENCE, () -> isPosted(words[0], words[1], "raised"));
            }

            chain.controls().comeBack();
            Await.until("no alarm", PATIENCE, () -> alarms().isEmpty());
            Await.until("ready", PATIENCE, () -> get("/health/ready").statusCode() == 200);
            assertEquals(0, open(database));
            for (String alarm : raised) {
                String[] words = alarm.split(" ");
                Await.until(alarm + " posted as over", PATIENCE, () -> isPosted(words[0], words[1], "cleared"));
            }
            assertToldThatPostgresIsAway();
        }
    }

    /** Whatever needs PostgreSQL to be told would not be told of this. */
    private void assertToldThatPostgresIsAway() throws Exception {
        String postmaster = Files.readAllLines(directory.resolve("data/postgres/data/postmaster.pid"))
                .get(0);
        new ProcessBuilder("kill", "-QUIT", postmaster).start().waitFor();
        Await.until("POSTGRES_AWAY posted", PATIENCE, () -> isPosted("stratum-0", "POSTGRES_AWAY", "raised"));
        assertTrue(alarms().contains("stratum-0 POSTGRES_AWAY"));
        assertEquals(503, get("/health/ready").statusCode());
    }

    private static int open(HikariDataSource database) throws Exception {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT count(*) FROM accounting.alarm WHERE cleared_at IS NULL")) {
            row.next();
            return row.getInt(1);
        }
    }
}
