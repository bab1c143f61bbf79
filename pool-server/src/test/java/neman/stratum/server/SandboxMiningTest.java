package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.stratum.miner.CpuMiner;
import neman.stratum.miner.MinerListener;
import neman.stratum.miner.MinerSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Template, miner, share, block, chain: over real HTTP on one side and real TCP on the other, with real proof of work. */
class SandboxMiningTest {
    private static final int NBITS = 0x1f7fffff; // about 512 hashes a block

    @TempDir
    private Path directory;

    private SandboxNode chain;
    private NodeClient node;
    private PayoutAddress poolAddress;

    @BeforeEach
    void startChain() throws IOException {
        chain = SandboxNode.start(
                new SandboxSettings(directory.resolve("chain"), 5, 0, NBITS, Duration.ZERO, InstantSource.system()));
        node = new NodeClient(chain.endpoint(), Duration.ofSeconds(10));
        poolAddress = chain.walletAddress();
    }

    @AfterEach
    void stopChain() throws IOException {
        node.close();
        chain.close();
    }

    private StratumServer server(ShareJournal journal) throws IOException {
        StratumServer server = new StratumServer(
                settings(), new InstanceIdentity(2, 9), List.of(node), journal::append, InstantSource.system());
        server.start();
        return server;
    }

    private StratumSettings settings() {
        Difficulty difficulty = new Difficulty(1 << 20); // 8 shares a block
        PortSettings port = new PortSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                difficulty,
                new Difficulty(1),
                Difficulty.MAX,
                true);
        return StratumSettings.of(Network.SANDBOX, poolAddress, "/neman/", List.of(port), directory.resolve("blocks"));
    }

    private CpuMiner miner(StratumServer server) {
        URI url = URI.create(
                "stratum+tcp://127.0.0.1:" + server.addresses().get(0).getPort());
        MinerSettings settings = new MinerSettings(url, poolAddress + ".cpu", "x", 1, 20_000, Duration.ofMillis(50));
        CpuMiner miner = new CpuMiner(settings, new MinerListener() {});
        miner.start();
        return miner;
    }

    @Test
    void minersFindBlocksThatTheChainAccepts() throws Exception {
        try (ShareJournal journal = ShareJournal.open(
                        JournalSettings.of(directory.resolve("journal"), Network.SANDBOX, new InstanceIdentity(2, 9)));
                StratumServer server = server(journal);
                CpuMiner miner = miner(server)) {
            Await.until("three blocks", () -> height() >= 3);
            Await.until("shares were accepted", () -> miner.accepted() >= 3);
            assertTrue(server.snapshot().accepted() >= 3);
        }
        Optional<ChainBlock> block = node.block(node.blockHash(1).orElseThrow());
        assertTrue(poolAddress.isPaidBy(
                block.orElseThrow().coinbaseOutputs().get(0).script()));
        try (Stream<Path> files = Files.list(directory.resolve("blocks"))) {
            assertTrue(files.filter(file -> file.toString().endsWith(".hex")).count() >= 3);
        }
    }

    private int height() {
        try {
            return node.chainInfo().blocks();
        } catch (IOException e) {
            return 0;
        }
    }

    @Test
    void aBlockReachesTheNodeAlthoughTheJournalTakesNothingAndIsRecordedLater() throws Exception {
        MemoryJournal journal = new MemoryJournal();
        journal.mode(MemoryJournal.Mode.REFUSE);
        try (StratumServer server = new StratumServer(
                settings(), new InstanceIdentity(2, 9), List.of(node), journal, InstantSource.system())) {
            server.start();
            try (CpuMiner miner = miner(server)) {
                Await.until("a block is in the chain", () -> height() >= 1);
                Await.until("the miner is told", () -> miner.rejected() > 0);
                assertEquals(0, miner.accepted());
            }
            journal.mode(MemoryJournal.Mode.FORCE_AT_ONCE);
            Hash256 first = node.blockHash(1).orElseThrow();
            Await.until("the block is recorded", () -> journal.of(BlockRecord.class).stream()
                    .anyMatch(record -> record.blockHash().equals(first)));
        }
    }

    @Test
    void aNodeThatComesBackIsFoundAgain() throws Exception {
        chain.controls().goAway();
        MemoryJournal journal = new MemoryJournal();
        try (StratumServer server = new StratumServer(
                settings(), new InstanceIdentity(2, 9), List.of(node), journal, InstantSource.system())) {
            server.start();
            try (CpuMiner miner = miner(server)) {
                chain.controls().comeBack();
                Await.until("a block is in the chain", () -> height() >= 1);
                Await.until("its hashes are counted", () -> miner.hashes() > 0);
            }
        }
    }
}
