package neman.stratum.block;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.CoinbasePlan.Donation;
import neman.bitcoin.block.ExtranonceRoom;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.SubmitAnswer;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.template.ChainTip;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every form of coinbase that can be configured, judged by a chain that checks consensus. */
class CoinbasesOnTheChainTest {
    private static final PayoutAddress OTHER =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry");

    @Test
    void areAcceptedAndPayAsPlanned(@TempDir Path directory) throws IOException {
        SandboxSettings settings = new SandboxSettings(
                directory, 5, 0, SandboxSettings.EASIEST_NBITS, Duration.ZERO, InstantSource.system());
        try (SandboxNode chain = SandboxNode.start(settings);
                NodeClient node = new NodeClient(chain.endpoint(), Duration.ofSeconds(20))) {
            for (ExtranonceRoom room : List.of(
                    ExtranonceRoom.DEFAULT,
                    new ExtranonceRoom(4, 4),
                    new ExtranonceRoom(5, 8),
                    new ExtranonceRoom(8, 4))) {
                CoinbasePlan plan = new CoinbasePlan(
                        "/neman/", room, List.of(new Donation(OTHER, 250)), Optional.of(Hash256.ZERO), 750);
                JobFactory factory =
                        new JobFactory(Network.SANDBOX, new InstanceIdentity(1, 1), chain.walletAddress(), plan);
                factory.commitTo(Hash256.parse("5a".repeat(32)));
                Job job = factory.create(node.blockTemplate());
                assertEquals(room.extranonce2Bytes(), job.extranonce2Bytes());
                SolvedBlock block = Solver.solve(job, 0x01020304);
                assertEquals(
                        SubmitAnswer.Verdict.ACCEPTED,
                        node.submitBlock(block.encode()).verdict());
                ChainBlock accepted = node.block(block.hash()).orElseThrow();
                assertEquals(4, accepted.coinbaseOutputs().size());
                assertEquals(
                        5_000_000_000L - 125_000_000L,
                        accepted.coinbaseOutputs().get(0).sats());
                assertEquals(125_000_000L, accepted.coinbaseOutputs().get(1).sats());
                assertArrayEquals(
                        CoinbasePlan.commitmentScript(Hash256.parse("5a".repeat(32))),
                        accepted.coinbaseOutputs().get(2).script());
            }
        }
    }

    @Test
    void anEmptyBlockFromTheHeaderAloneIsAccepted(@TempDir Path directory) throws IOException {
        SandboxSettings settings = new SandboxSettings(
                directory, 5, 0, SandboxSettings.EASIEST_NBITS, Duration.ZERO, InstantSource.system());
        try (SandboxNode chain = SandboxNode.start(settings);
                NodeClient node = new NodeClient(chain.endpoint(), Duration.ofSeconds(20))) {
            JobFactory factory = new JobFactory(
                    Network.SANDBOX, new InstanceIdentity(1, 1), chain.walletAddress(), CoinbasePlan.of("/neman/"));
            Job before = factory.create(node.blockTemplate());
            chain.controls().mineOthers(1);
            ChainTip tip =
                    new ChainTip(node.header(node.chainInfo().bestBlock()).orElseThrow(), Optional.empty());
            long now = System.currentTimeMillis() / 1000;
            Job empty = factory.createEmpty(tip, before, now).orElseThrow();
            SolvedBlock block = Solver.solve(empty, 1);
            assertEquals(
                    SubmitAnswer.Verdict.ACCEPTED,
                    node.submitBlock(block.encode()).verdict());
            assertEquals(2, chain.controls().height());
        }
    }

    @Test
    void aRuleThatABlockWouldHaveToFollowUnknowinglyIsRefusedByName(@TempDir Path directory) throws IOException {
        SandboxSettings settings = new SandboxSettings(
                directory, 5, 0, SandboxSettings.EASIEST_NBITS, Duration.ZERO, InstantSource.system());
        try (SandboxNode chain = SandboxNode.start(settings);
                NodeClient node = new NodeClient(chain.endpoint(), Duration.ofSeconds(20))) {
            JobFactory factory = new JobFactory(
                    Network.SANDBOX, new InstanceIdentity(1, 1), chain.walletAddress(), CoinbasePlan.of("/neman/"));
            BlockTemplate template = withRules(node.blockTemplate(), List.of("csv", "!covenants"));
            String refusal = assertThrows(IllegalArgumentException.class, () -> factory.create(template))
                    .getMessage();
            assertTrue(refusal.contains("!covenants"), refusal);
            factory.create(withRules(template, List.of("covenants", "!segwit", "!signet")));
        }
    }

    private static BlockTemplate withRules(BlockTemplate template, List<String> rules) {
        return new BlockTemplate(
                template.height(),
                template.version(),
                template.previousBlock(),
                template.nbits(),
                template.minTimeSeconds(),
                template.currentTimeSeconds(),
                template.coinbaseValueSats(),
                template.witnessCommitmentScript(),
                template.transactions(),
                rules,
                template.longPollId());
    }
}
