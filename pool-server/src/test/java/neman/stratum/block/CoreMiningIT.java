package neman.stratum.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.SubmitAnswer;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.job.JobTable;
import neman.stratum.server.Await;
import neman.stratum.template.AnyonesCoins;
import neman.stratum.template.ChainTip;
import neman.stratum.template.CoreNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Our jobs and blocks against Bitcoin Core, where there is one. The cases build one chain, in their order. */
@TestMethodOrder(OrderAnnotation.class)
class CoreMiningIT {
    private static final int MANY = 2_000;
    private static final long FEE_SATS = 1_000;

    @TempDir
    static Path directory;

    private static CoreNode core;
    private static NodeClient node;
    private static final JobFactory FACTORY = new JobFactory(
            Network.REGTEST, new InstanceIdentity(7, 3), AnyonesCoins.ADDRESS, CoinbasePlan.of("/neman/"));

    @BeforeAll
    static void start() throws IOException {
        core = new CoreNode(CoreNode.programFor(CoreMiningIT.class), directory);
        node = core.client();
    }

    @AfterAll
    static void stop() throws IOException {
        if (core != null) {
            node.close();
            core.close();
        }
    }

    private static SolvedBlock mine(Job job) throws IOException {
        SolvedBlock block = Solver.solve(job, 1);
        assertEquals(new SubmitAnswer(SubmitAnswer.Verdict.ACCEPTED, ""), node.submitBlock(block.encode()));
        return block;
    }

    private static SolvedBlock mine() throws IOException {
        return mine(FACTORY.create(node.blockTemplate()));
    }

    private static ChainTip tip() throws IOException {
        return new ChainTip(node.header(node.chainInfo().bestBlock()).orElseThrow(), Optional.empty());
    }

    @Test
    @Order(1)
    void blocksWithNoneOneAndTwoThousandTransactionsWithWitnesses() throws Exception {
        SolvedBlock first = mine();
        for (int i = 0; i < 100; i++) {
            mine();
        }
        byte[] split = AnyonesCoins.spend(txidOf(first), 0, 5_000_000_000L, MANY, 500_000);
        String splitTxid = broadcast(split);
        Job one = FACTORY.create(node.blockTemplate());
        assertEquals(1, one.transactions().size());
        mine(one);
        long each = (5_000_000_000L - 500_000) / MANY;
        for (int i = 0; i < MANY; i++) {
            broadcast(AnyonesCoins.spend(Hash256.parse(splitTxid), i, each, 1, FEE_SATS));
        }
        Job many = FACTORY.create(node.blockTemplate());
        assertEquals(MANY, many.transactions().size());
        assertEquals(11, many.merkleBranch().length / 32);
        SolvedBlock block = mine(many);
        assertEquals(
                5_000_000_000L + MANY * FEE_SATS,
                node.block(block.hash()).orElseThrow().coinbaseOutputs().get(0).sats());
    }

    @Test
    @Order(2)
    void anEmptyBlockOnANewTipIsAcceptedOnceItIsFoundBeforeTheTemplate() throws IOException {
        Job before = FACTORY.create(node.blockTemplate());
        mine(before);
        Job empty = FACTORY.createEmpty(tip(), before, Instant.now().getEpochSecond())
                .orElseThrow();
        Job full = FACTORY.create(node.blockTemplate());
        assertEquals(full.height(), empty.height());
        assertEquals(full.nbits(), empty.nbits());
        assertEquals(full.coinbaseValueSats(), empty.coinbaseValueSats());
        assertEquals(full.earliestTimeSeconds(), empty.earliestTimeSeconds());
        mine(empty);
        while (node.chainInfo().blocks() < 148) {
            mine();
        }
        Job last = FACTORY.create(node.blockTemplate());
        Job halved = FACTORY.createEmpty(tipAfter(last), last, Instant.now().getEpochSecond())
                .orElseThrow();
        assertEquals(150, halved.height());
        assertEquals(2_500_000_000L, halved.coinbaseValueSats(), "half from here on");
        mine(halved);
    }

    private static ChainTip tipAfter(Job job) throws IOException {
        mine(job);
        return tip();
    }

    @Test
    @Order(3)
    void aBlockThatAReorganisationThrewOutComesBackWhenItsChainDoes() throws Exception {
        JobTable jobs = new JobTable(Duration.ofSeconds(60));
        Job job = FACTORY.create(node.blockTemplate());
        jobs.replaceCurrent(job, 0);
        SolvedBlock block = Solver.solve(job, 2);
        try (BlockSubmitter submitter = submitter(jobs, "reorganised")) {
            submitter.submit(block);
            awaitState(block, "reorganised", BlockState.IN_CHAIN);
            core.call("invalidateblock", block.hash().toString());
            SolvedBlock rival = Solver.solve(FACTORY.create(node.blockTemplate()), 3);
            node.submitBlock(rival.encode());
            Await.until("the rival is seen", () -> record(block, "reorganised")
                    .filter(record -> record.state() == BlockState.ASIDE)
                    .filter(record -> record.rival().equals(Optional.of(rival.hash())))
                    .isPresent());
            core.call("reconsiderblock", block.hash().toString());
            core.call("invalidateblock", rival.hash().toString());
            for (int i = 0; i < 5; i++) {
                mine();
            }
            FoundBlock confirmed = awaitState(block, "reorganised", BlockState.CONFIRMED);
            assertEquals(6, confirmed.confirmations());
        }
    }

    @Test
    @Order(4)
    void aNodeThatIsKilledGetsTheBlockWhenItIsBack() throws Exception {
        JobTable jobs = new JobTable(Duration.ofSeconds(60));
        Job job = FACTORY.create(node.blockTemplate());
        jobs.replaceCurrent(job, 0);
        SolvedBlock block = Solver.solve(job, 4);
        core.call("gettxoutsetinfo"); // flushes what the kill would take back
        core.kill();
        try (BlockSubmitter submitter = submitter(jobs, "killed")) {
            submitter.submit(block);
            Await.until("it was tried", () -> record(block, "killed")
                    .filter(record -> record.nodes().get(0).attempts() > 0)
                    .isPresent());
            core.start();
            FoundBlock arrived = awaitState(block, "killed", BlockState.IN_CHAIN);
            assertTrue(arrived.nodes().get(0).attempts() > 1);
        }
        Optional<ChainHeader> header = node.header(block.hash());
        assertTrue(header.orElseThrow().isTip());
    }

    private static BlockSubmitter submitter(JobTable jobs, String name) {
        return new BlockSubmitter(
                List.of(node),
                directory.resolve(name),
                jobs,
                Network.REGTEST,
                new AlarmBook(InstantSource.system()),
                InstantSource.system());
    }

    private static Optional<FoundBlock> record(SolvedBlock block, String name) {
        try {
            return new BlockArchive(directory.resolve(name))
                    .list().stream()
                            .filter(record -> record.hash().equals(block.hash())
                                    && !record.nodes().isEmpty())
                            .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static FoundBlock awaitState(SolvedBlock block, String name, BlockState state) {
        Await.until(state + " of " + block, () -> record(block, name)
                .filter(record -> record.state() == state)
                .isPresent());
        return record(block, name).orElseThrow();
    }

    private static Hash256 txidOf(SolvedBlock block) {
        return Hash256.ofDoubleSha256(block.coinbase());
    }

    private static String broadcast(byte[] transaction) throws IOException, InterruptedException {
        return core.call("sendrawtransaction", HexFormat.of().formatHex(transaction))
                .asText();
    }
}
