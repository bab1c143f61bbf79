package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Network;
import neman.bitcoin.Target;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.Retarget;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeFitness;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.share.HeaderHasher;
import neman.stratum.share.ShareFields;
import neman.stratum.template.ChainTip;
import neman.stratum.template.CoreNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test networks on a real Bitcoin Core with nothing but their genesis block. */
class CoreNetworksIT {
    /** Else a node whose tip is old says that it is still downloading. */
    private static final List<String> ALONE = List.of("-maxtipage=1000000000", "-minimumchainwork=0");

    private static final List<String> SIGNET = List.of("-signet", "-signetchallenge=51", ALONE.get(0), ALONE.get(1));
    private static final List<String> TESTNET4 = List.of("-testnet4", ALONE.get(0), ALONE.get(1));

    /** BIP173's example. */
    private static final String USER = "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx.rig";

    private static final CoinbasePlan COINBASE = CoinbasePlan.of("/neman/");

    @TempDir
    private Path directory;

    private CoreNode start(List<String> chain) throws IOException {
        return CoreNode.of(CoreNode.programFor(CoreNetworksIT.class), directory.resolve("core"), chain);
    }

    private static JobFactory factory(Network network) {
        return new JobFactory(network, new InstanceIdentity(7, 3), Templates.POOL, COINBASE);
    }

    /** The header's solution is not looked at: BIP23's proposal. Empty where the node would take the block. */
    private static String proposal(CoreNode core, Job job, long timeSeconds) throws IOException {
        HeaderHasher hasher = new HeaderHasher();
        hasher.hash(job, new ShareFields(0x07000001, 1, (int) timeSeconds, 0, job.version()));
        byte[] block = BlockBytes.encode(
                hasher.header(),
                hasher.coinbase(),
                job.hasWitness(),
                job.transactions().stream().map(TemplateTransaction::data).toList());
        Map<String, Object> request = Map.of(
                "mode", "proposal", "data", HexFormat.of().formatHex(block), "rules", List.of("segwit", "signet"));
        return core.call("getblocktemplate", request).asText("");
    }

    private static BlockTemplate with(BlockTemplate template, int nbits) {
        return new BlockTemplate(
                template.height(),
                template.version(),
                template.previousBlock(),
                nbits,
                template.minTimeSeconds(),
                template.currentTimeSeconds(),
                template.coinbaseValueSats(),
                template.witnessCommitmentScript(),
                template.transactions(),
                template.rules(),
                template.longPollId());
    }

    @Test
    void testnet4TakesOurBlockWithItsTargetAndTimeAndNoOther() throws IOException {
        try (CoreNode core = start(TESTNET4);
                NodeClient node = core.client()) {
            assertEquals(Optional.empty(), new NodeFitness(Network.TESTNET4).problemOf(node));
            BlockTemplate template = node.blockTemplate();
            assertEquals(Retarget.of(Network.TESTNET4).easiestNbits(), template.nbits());
            JobFactory factory = factory(Network.TESTNET4);
            ChainHeader genesis = node.header(node.blockHash(0).orElseThrow()).orElseThrow();
            ChainTip tip = new ChainTip(genesis, Optional.of(genesis));
            Job full = factory.create(template, tip);
            assertEquals("", proposal(core, full, full.journalRecord().timeSeconds()));
            assertEquals("", proposal(core, full, full.earliestTimeSeconds()));
            assertEquals("time-too-old", proposal(core, full, full.earliestTimeSeconds() - 1));
            assertEquals(
                    "bad-diffbits",
                    proposal(core, factory.create(with(template, 0x1c00ffff)), template.currentTimeSeconds()));
        }
    }

    @Test
    void aSignetThatAnybodyMayMineOnIsMinedOnByTheWholePool() throws IOException {
        try (CoreNode core = start(SIGNET);
                NodeClient node = core.client()) {
            assertEquals(Optional.empty(), new NodeFitness(Network.SIGNET).problemOf(node));
            BlockTemplate template = node.blockTemplate();
            assertTrue(template.rules().contains("!signet"), template.rules().toString());
            assertEquals("", proposal(core, factory(Network.SIGNET).create(template), template.currentTimeSeconds()));
            try (TestPool pool = TestPool.of(directory, Network.SIGNET, List.of(node))) {
                Await.until("work", pool.server::hasWork);
                try (TestMiner miner = pool.connect().begin(USER)) {
                    mineOne(miner, node, 1);
                    JsonNode next = miner.awaitCleanJob();
                    assertEquals(1, node.chainInfo().blocks());
                    assertEquals("1e0377ae", next.path(6).asText());
                    mineOne(miner, node, 2);
                }
            }
        }
    }

    private static void mineOne(TestMiner miner, NodeClient node, int height) throws IOException {
        Target target = Target.ofCompact(Retarget.of(Network.SIGNET).easiestNbits());
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":"
                + miner.solve(target).params(USER) + "}");
        Await.until("block " + height, () -> {
            try {
                return node.chainInfo().blocks() == height;
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    void anyOtherSignetIsRefusedWithTheReason() throws IOException {
        try (CoreNode core = start(List.of("-signet", ALONE.get(0), ALONE.get(1)));
                NodeClient node = core.client()) {
            String refusal = new NodeFitness(Network.SIGNET)
                    .problemOf(node)
                    .orElseThrow()
                    .sentence();
            assertTrue(refusal.contains("wants each block signed"), refusal);
        }
    }
}
