package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.WalletClient;
import neman.payout.TemplateMiner.Mined;
import neman.payout.payment.PayoutState;
import neman.payout.query.BlockView;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A payout through Bitcoin Core's wallet in regtest, where there is a {@code bitcoind} in BITCOIND or on the PATH. */
class BitcoinCorePayoutIT {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int ITEMS = 300;

    @TempDir
    Path directory;

    private interface Story {
        void play(TestPool pool, RealNodePayout world, URI uri) throws Exception;
    }

    @Test
    void rewardsArePaidThroughBitcoinCore() throws Exception {
        play((pool, world, uri) -> {
            world.tick();
            pool.share(TestPool.ALICE, 1500);
            pool.share(TestPool.BOB, 500);
            world.findBlock();
            world.findBlock();
            world.matureAndPay();
        });
    }

    /** A payout of 300 items is replaced by one with a higher fee, loses its block, and a block of the pool is orphaned. */
    @Test
    void threeHundredItemsAreBumpedAndSurviveAReorganisation() throws Exception {
        play((pool, world, uri) -> {
            world.tick();
            for (int i = 0; i < ITEMS; i++) {
                pool.share(TestPool.address(1000 + i), 10);
            }
            world.findBlock();
            world.matureAndSend();
            PayoutView first = world.payout();
            assertEquals(Optional.empty(), world.bump(15));
            world.tick();
            PayoutView second = world.payout();
            assertEquals(PayoutState.SEEN, second.state());
            assertFalse(world.isInMempool(first.txid().orElseThrow()));
            assertTrue(world.isInMempool(second.txid().orElseThrow()));
            System.out.printf(
                    "Bitcoin Core: %d items, fee %d sat, replaced by %d sat%n",
                    ITEMS, first.feeSats(), second.feeSats());

            world.mineOthers(1);
            Mined ours = world.findBlock();
            world.tick();
            assertEquals(PayoutState.CONFIRMED, world.payout().state());
            assertEquals(0, world.reconcile());
            call(uri, "invalidateblock", "\"" + world.confirmingBlock() + "\"");
            world.mineOthers(3);
            world.tick();
            assertEquals(
                    BlockView.State.ORPHANED,
                    pool.queries.blocks(1, OptionalLong.empty()).items().get(0).state(),
                    ours.toString());
            world.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS);
            world.tick();
            assertEquals(PayoutState.SETTLED, world.payout().state());
            assertEquals(second.txid(), world.payout().txid());
            assertEquals(second.totalSats(), pool.queries.totals().paidSats());
            assertEquals(second.feeSats(), pool.queries.totals().networkFeeSats());
            assertEquals(0, world.reconcile());
        });
    }

    /** A new node with a new wallet, whose first address is the pool's. */
    private void play(Story story) throws Exception {
        Optional<Path> bitcoind = bitcoind();
        if (bitcoind.isEmpty()) {
            System.err.println("SKIPPED: BitcoinCorePayoutIT needs bitcoind on the PATH or its path in BITCOIND");
        }
        Assumptions.assumeTrue(bitcoind.isPresent(), "no bitcoind on the PATH nor in BITCOIND");
        int port = freePort();
        Process process = new ProcessBuilder(command(bitcoind.get(), port))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output").toFile())
                .start();
        try {
            URI uri = URI.create("http://127.0.0.1:" + port);
            createWallet(uri);
            NodeEndpoint endpoint =
                    new NodeEndpoint(uri, new NodeAuthentication.CookieFile(cookie()), Optional.of("pool"));
            try (TestPool pool = new TestPool();
                    NodeClient node = new NodeClient(endpoint, Duration.ofSeconds(30))) {
                story.play(
                        pool,
                        new RealNodePayout(pool, node, Network.REGTEST, new WalletClient(node).newAddress()),
                        uri);
            }
        } finally {
            process.destroy();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        }
    }

    private static Optional<Path> bitcoind() {
        String named = System.getenv("BITCOIND");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv("PATH"))
                        .map(folder -> Path.of(folder, "bitcoind"));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    private List<String> command(Path bitcoind, int port) {
        return List.of(
                bitcoind.toString(),
                "-regtest",
                "-datadir=" + directory,
                "-listen=0",
                "-dnsseed=0",
                "-fixedseeds=0",
                "-discover=0",
                "-natpmp=0",
                "-rpcbind=127.0.0.1",
                "-rpcallowip=127.0.0.1",
                "-rpcport=" + port,
                "-printtoconsole=1");
    }

    private Path cookie() {
        return directory.resolve("regtest").resolve(".cookie");
    }

    /** Tried until the node answers. */
    private void createWallet(URI uri) throws InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            try {
                if (call(uri, "createwallet", "\"pool\"") == 200) {
                    return;
                }
            } catch (IOException e) {
                // it still starts
            }
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        throw new AssertionError("bitcoind did not answer within " + START_TIMEOUT);
    }

    /** A call that the pool never makes; answers the HTTP status. */
    private int call(URI uri, String method, String parameter) throws IOException, InterruptedException {
        String body = "{\"method\":\"" + method + "\",\"params\":[" + parameter + "],\"id\":1}";
        String authorization = Base64.getEncoder().encodeToString(Files.readAllBytes(cookie()));
        HttpRequest request = HttpRequest.newBuilder(uri)
                .header("Authorization", "Basic " + authorization)
                .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .statusCode();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
