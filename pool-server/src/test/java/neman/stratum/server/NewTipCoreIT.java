package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.BlockHashFeed;
import neman.bitcoin.node.NodeClient;
import neman.stratum.template.AnyonesCoins;
import neman.stratum.template.CoreNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a block that Bitcoin Core takes to the sockets of miners, by ZMQ, with nothing left out. One transaction stays in the
 * mempool, so that a job from the header alone can be told from one from a template.
 */
class NewTipCoreIT {
    private static final int MINERS = 20;
    private static final int TIPS = 40;
    /** Another key of BIP173: whoever finds these blocks is not the pool. */
    private static final String OWN = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry";

    @TempDir
    private Path directory;

    private int emptyFirst;

    /** When this process heard of each tip over a ZMQ connection of its own. */
    private final Map<Hash256, Long> heardNanos = new ConcurrentHashMap<>();

    @Test
    void everyMinerGetsOneCleanJobOfEachTipAndItsTransactionsWithItOrBehindIt() throws IOException {
        try (CoreNode core = new CoreNode(CoreNode.programFor(NewTipCoreIT.class), directory.resolve("core"));
                NodeClient node = core.client();
                BlockHashFeed feed = new BlockHashFeed(core.zmq(), this::heard)) {
            leaveATransaction(core);
            feed.start();
            Await.until("ZMQ", feed::isConnected);
            try (TestPool pool = TestPool.of(directory, Network.REGTEST, List.of(node))) {
                Await.until("work", pool.server::hasWork);
                List<TestMiner> miners = connect(pool);
                List<Long> micros = new ArrayList<>();
                for (int i = 0; i < TIPS; i++) {
                    micros.add(follow(core, miners));
                }
                Collections.sort(micros);
                System.out.println("from ZMQ to the clean job at the last of " + MINERS + " miners, microseconds: p50 "
                        + micros.get(TIPS / 2) + ", worst " + micros.get(TIPS - 1) + "; from the header alone: "
                        + emptyFirst + " of "
                        + TIPS * MINERS);
                assertTrue(emptyFirst > 0, "the header is there before the template, most times");
                for (TestMiner miner : miners) {
                    miner.close();
                }
            }
        }
    }

    private void heard(Hash256 tip) {
        heardNanos.putIfAbsent(tip, System.nanoTime());
    }

    private static List<TestMiner> connect(TestPool pool) throws IOException {
        List<TestMiner> miners = new ArrayList<>();
        for (int i = 0; i < MINERS; i++) {
            miners.add(pool.connect().begin());
        }
        return miners;
    }

    /** How long after ZMQ the last miner had it, microseconds. */
    private long follow(CoreNode core, List<TestMiner> miners) throws IOException {
        Hash256 tip = Hash256.parse(
                core.call("generateblock", OWN, List.of()).path("hash").asText());
        for (TestMiner miner : miners) {
            JsonNode job = miner.readJob();
            while (!TestMiner.previousBlock(job).equals(tip)) {
                assertFalse(job.path(8).asBoolean(), "the tip before was announced already");
                job = miner.readJob();
            }
            assertTrue(job.path(8).asBoolean(), "clean");
        }
        long lastNanos = System.nanoTime();
        for (TestMiner miner : miners) {
            awaitTransactions(miner);
        }
        Await.until("ZMQ names " + tip, () -> heardNanos.containsKey(tip));
        return TimeUnit.NANOSECONDS.toMicros(lastNanos - heardNanos.get(tip));
    }

    private void awaitTransactions(TestMiner miner) throws IOException {
        emptyFirst += miner.job.path(4).isEmpty() ? 1 : 0;
        while (miner.job.path(4).isEmpty()) {
            miner.readJob();
            assertFalse(miner.job.path(8).asBoolean(), "the tip is the same");
        }
    }

    private static void leaveATransaction(CoreNode core) throws IOException {
        String block = core.call("generatetoaddress", 1, AnyonesCoins.ADDRESS.toString())
                .path(0)
                .asText();
        String coinbase = core.call("getblock", block, 1).path("tx").path(0).asText();
        core.mine(100);
        byte[] spend = AnyonesCoins.spend(Hash256.parse(coinbase), 0, 5_000_000_000L, 1, 1_000);
        core.call("sendrawtransaction", HexFormat.of().formatHex(spend));
    }
}
