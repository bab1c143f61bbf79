package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator reads who got something wrong: one line that names the thing and the remedy, and the exit status. */
class RefusedStartTest {
    private static final String MAINNET_ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"; // BIP173
    private static final String REGTEST_ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    @TempDir
    Path directory;

    private record Outcome(int status, String out, String err) {}

    private static Outcome pool(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Pool.execute(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
        return new Outcome(status, out.toString(), err.toString());
    }

    private String configuration(String yaml, Object... values) throws IOException {
        return Files.writeString(directory.resolve("pool.yaml"), yaml.formatted(values))
                .toString();
    }

    private static void assertRefused(Outcome outcome, int status, String... fragments) {
        assertEquals(status, outcome.status(), outcome.err());
        assertEquals(1, outcome.err().lines().count(), outcome.err());
        for (String fragment : fragments) {
            assertTrue(outcome.err().contains(fragment), () -> outcome.err() + " should say: " + fragment);
        }
    }

    @Test
    void anUnknownOptionIsNamed() {
        assertRefused(pool("run", "--bogus"), 2, "--bogus", "./pool help run");
    }

    @Test
    void aMissingConfigurationFileIsNamed() {
        assertRefused(pool("run", "--config", "nowhere.yaml"), 2, "no configuration file nowhere.yaml");
    }

    @Test
    void aDemoDoesNotOverwriteAnotherPoolsConfiguration() throws IOException {
        Path file = Files.writeString(directory.resolve("pool.yaml"), "network: mainnet\n");
        assertRefused(
                pool("demo", "--data", directory.toString()),
                1,
                file + " is the configuration of another pool",
                "choose another directory with --data");
        assertEquals("network: mainnet\n", Files.readString(file));
    }

    @Test
    void everyFaultOfAConfigurationIsReportedAtOnceWithItsLine() throws IOException {
        String file = configuration("network: regtst%npool: {adress: x}%nhttp: {listen: here}%n");
        Outcome outcome = pool("run", "--config", file);
        assertEquals(2, outcome.status());
        assertTrue(outcome.err().contains(":1: network: 'regtst'"), outcome.err());
        assertTrue(outcome.err().contains(":2: unknown key 'pool.adress'; did you mean 'address'?"), outcome.err());
        assertTrue(outcome.err().contains(":3: http.listen"), outcome.err());
    }

    @Test
    void anAddressOfAnotherNetworkIsRefusedBeforeAnythingStarts() throws IOException {
        String file = configuration("""
                network: regtest
                pool: {address: %s}
                nodes: [{rpc: "http://127.0.0.1:1", user: u, password: p, wallet: pool}]
                """, MAINNET_ADDRESS);
        assertRefused(pool("run", "--config", file), 2, ":2: pool.address", "belongs to another network");
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamed() throws IOException {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        assertRefused(pool("run", "--config", nodeAt("regtest", closed, REGTEST_ADDRESS)), 1, "127.0.0.1:" + closed);
    }

    private String nodeAt(String network, int port, String address) throws IOException {
        return configuration("""
                network: %s
                data: data
                pool: {address: %s}
                nodes: [{rpc: "http://127.0.0.1:%d", user: u, password: p, wallet: pool}]
                stratum: [{listen: "127.0.0.1:0"}]
                http: {listen: "127.0.0.1:0"}
                """, network, address, port);
    }

    @Test
    void aNodeOnAnotherChainIsRefused() throws IOException {
        try (SandboxNode node = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")))) {
            Path cookie = ((NodeAuthentication.CookieFile) node.endpoint().authentication()).path();
            String file =
                    configuration("""
                    network: regtest
                    data: data
                    pool: {address: %s}
                    nodes: [{rpc: "%s", cookie-file: "%s", wallet: pool}]
                    stratum: [{listen: "127.0.0.1:0"}]
                    http: {listen: "127.0.0.1:0"}
                    """, node.walletAddress(), node.endpoint().rpc(), cookie);
            assertRefused(pool("run", "--config", file), 1, "on chain 'sandbox'", "network: regtest");
        }
    }

    @Test
    void aNodeInInitialBlockDownloadIsRefused() throws IOException {
        HttpServer node = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        node.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] answer = """
                    {"result":{"chain":"main","blocks":100,"headers":900000,"mediantime":1,"initialblockdownload":true,
                    "bestblockhash":"000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"},"error":null,"id":1}
                    """.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        node.start();
        try {
            String file = nodeAt("mainnet", node.getAddress().getPort(), MAINNET_ADDRESS);
            assertRefused(
                    pool("run", "--config", file), 1, "initial block download (block 100 of 900000)", "wait until");
        } finally {
            node.stop(0);
        }
    }

    @Test
    void aPortInUseIsNamedWithItsKey() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String file = configuration(
                    "data: data%nstratum: [{listen: \"127.0.0.1:%d\"}]%nhttp: {listen: \"127.0.0.1:0\"}%n",
                    taken.getLocalPort());
            assertRefused(pool("run", "--config", file), 1, "stratum", "127.0.0.1:" + taken.getLocalPort(), "choose");
            Outcome check = pool("check", "--config", file);
            assertEquals(1, check.status());
            assertTrue(check.out().lines().anyMatch(line -> line.startsWith("stratum") && line.contains("PROBLEM")));
        }
    }

    @Test
    void aDataDirectoryThatIsNoneIsNamed() throws IOException {
        Files.writeString(directory.resolve("data"), "a file");
        assertRefused(pool("run", "--config", configuration("data: data%n")), 1, "data directory", "choose another");
    }

    @Test
    void aDataDirectoryOfAnotherNetworkIsRefused() throws IOException {
        Files.createDirectories(directory.resolve("data"));
        Files.writeString(directory.resolve("data/network"), "mainnet\n");
        assertRefused(pool("run", "--config", configuration("data: data%n")), 1, "books of mainnet, not of sandbox");
    }

    @Test
    void aSoundConfigurationIsConfirmedLineByLine() throws IOException {
        String file =
                configuration("data: data%nstratum: [{listen: \"127.0.0.1:0\"}]%nhttp: {listen: \"127.0.0.1:0\"}%n");
        Outcome check = pool("check", "--config", file);
        assertEquals(0, check.status(), check.err());
        assertTrue(check.out().lines().noneMatch(line -> line.contains("PROBLEM")), check.out());
        assertTrue(Files.notExists(directory.resolve("data")), "check changes nothing");
    }
}
