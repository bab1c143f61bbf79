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
import neman.stratum.template.CoreNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a block that Bitcoin Core takes to the sockets of miners, by ZMQ, with nothing left out. */
class NewTipCoreIT {
    private static final int MINERS = 20;
    private static final int TIPS = 40;

    @TempDir
    private Path directory;

    /** When this process heard of each tip over a ZMQ connection of its own. */
    private final Map<Hash256, Long> heardNanos = new ConcurrentHashMap<>();

    @Test
    void everyMinerGetsACleanJobOfEachTipAndOneOnly() throws IOException {
        try (CoreNode core = new CoreNode(CoreNode.programFor(NewTipCoreIT.class), directory.resolve("core"));
                NodeClient node = core.client();
                BlockHashFeed feed = new BlockHashFeed(core.zmq(), this::heard)) {
            core.mine(101);
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
                        + micros.get(TIPS / 2) + ", worst " + micros.get(TIPS - 1));
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
        Hash256 tip = core.mine(1).get(0);
        for (TestMiner miner : miners) {
            JsonNode job = miner.readJob();
            while (!previousBlock(job).equals(tip)) {
                assertFalse(job.path(8).asBoolean(), "the tip before was announced already");
                job = miner.readJob();
            }
            assertTrue(job.path(8).asBoolean(), "clean");
        }
        long lastNanos = System.nanoTime();
        Await.until("ZMQ names " + tip, () -> heardNanos.containsKey(tip));
        return TimeUnit.NANOSECONDS.toMicros(lastNanos - heardNanos.get(tip));
    }

    /** Out of the words of four bytes, each reversed, that Stratum has. */
    private static Hash256 previousBlock(JsonNode job) {
        byte[] swapped = HexFormat.of().parseHex(job.path(1).asText());
        byte[] bytes = new byte[swapped.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = swapped[i ^ 3];
        }
        return Hash256.ofHeaderOrder(bytes);
    }
}
