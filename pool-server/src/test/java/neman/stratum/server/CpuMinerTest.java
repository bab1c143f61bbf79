package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import neman.accounting.journal.ShareRecord;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import neman.stratum.session.Farewell;
import neman.stratum.session.SessionClaims;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuMinerTest {
    @TempDir
    private Path directory;

    private static MinerSettings settings(int port, String user) {
        URI url = URI.create("stratum+tcp://127.0.0.1:" + port);
        return new MinerSettings(url, user, "x", 2, 100_000, Duration.ofMillis(20));
    }

    @Test
    void connectsAgainAfterItsConnectionBroke() throws IOException {
        AtomicInteger authorized = new AtomicInteger();
        MinerListener listener = new MinerListener() {
            @Override
            public void onAuthorized() {
                authorized.incrementAndGet();
            }
        };
        try (TestPool pool = new TestPool(directory, false);
                Relay relay = new Relay(pool.address());
                CpuMiner miner = new CpuMiner(settings(relay.port(), TestMiner.USER), listener)) {
            pool.work(1);
            miner.start();
            Await.until("two shares", () -> miner.accepted() >= 2);
            relay.cut();
            long before = miner.accepted();
            Await.until("it is back", () -> authorized.get() == 2);
            Await.until("it goes on", () -> miner.accepted() > before);
            assertEquals(0, miner.rejected());
        }
    }

    @Test
    void goesWhereItsPoolSendsIt() throws Exception {
        try (TestPool next = TestPool.instance(directory.resolve("next"), 8, SessionClaims.NONE);
                TestPool pool = new TestPool(directory, new Farewell(List.of(placeOf(next)), Duration.ZERO));
                CpuMiner miner =
                        new CpuMiner(settings(pool.address().getPort(), TestMiner.USER), new MinerListener() {})) {
            pool.work(1);
            next.work(1);
            miner.start();
            Await.until("a share", () -> miner.accepted() >= 1);
            pool.server.close();
            Await.until(
                    "it mines at the next",
                    () -> !next.journal.of(ShareRecord.class).isEmpty());
        }
    }

    @Test
    void saysWhyThePoolDoesNotWantIt() throws IOException {
        AtomicReference<String> reason = new AtomicReference<>("");
        MinerListener listener = new MinerListener() {
            @Override
            public void onDisconnected(String why) {
                reason.set(why);
            }
        };
        try (TestPool pool = new TestPool(directory, false);
                CpuMiner miner = new CpuMiner(settings(pool.address().getPort(), "nobody"), listener)) {
            miner.start();
            Await.until("it is told", () -> !reason.get().isEmpty());
        }
        assertEquals("the pool refused nobody: User must be a Bitcoin address", reason.get());
    }

    private static InetSocketAddress placeOf(TestPool pool) {
        return InetSocketAddress.createUnresolved("127.0.0.1", pool.address().getPort());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://pool:3333", "stratum+tcp://pool", "stratum+tcp:3333", "pool:3333", "stratum+ssl://pool"})
    void wantsAUrlWithSchemeHostAndPort(String url) {
        assertThrows(IllegalArgumentException.class, () -> MinerSettings.of(URI.create(url), "u", "x", 1));
    }
}
