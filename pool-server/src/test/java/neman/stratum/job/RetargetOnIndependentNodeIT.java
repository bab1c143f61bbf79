package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.BlockBytes;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.Retarget;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.SubmitAnswer;
import neman.stratum.block.SolvedBlock;
import neman.stratum.block.Solver;
import neman.stratum.template.ChainTip;
import neman.stratum.template.IndependentNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Blocks of the kind that miners get before a node has made a template, across the ends of two retarget periods: the node alone
 * judges whether our target is its own. bcoin's simnet has the main chain's rule with the easiest target of all, so that a
 * processor mines four thousand blocks of it in seconds. (It also has the rule that a block twenty minutes after its parent is
 * easy: here none comes later than that.)
 */
class RetargetOnIndependentNodeIT {
    private static final Retarget SIMNET = new Retarget(true, 0x207fffff);
    /** The blocks whose median is the median time past (BIP113). */
    private static final int MEDIAN_OF = 11;

    private final JobFactory factory = factory(SIMNET);
    private final List<ChainHeader> chain = new ArrayList<>();
    private NodeClient node;
    private Job current;

    @TempDir
    private Path directory;

    @Test
    void emptyBlocksFollowTheTargetUpAndDown() throws Exception {
        Path program = IndependentNode.programFor(RetargetOnIndependentNodeIT.class);
        try (IndependentNode process = new IndependentNode(program, directory, "simnet");
                NodeClient client = process.client()) {
            node = client;
            chain.add(headerOfNode(node.blockHash(0).orElseThrow()));
            take(factory.create(firstTemplate()));

            mine(Retarget.PERIOD_BLOCKS - 2, 1);
            assertEquals(SIMNET.easiestNbits(), last().nbits());
            theOldTargetIsRefused();
            mine(Retarget.PERIOD_BLOCKS, 1_200);
            assertEquals(0x201fffff, last().nbits(), "four times as hard after a period of half an hour");
            theOldTargetIsRefused();
            mine(2, 1);
            // 2,015 times 1,200 s, where two weeks were due: 0x1fffff × 2,418,000 ÷ 1,209,600.
            assertEquals(0x203ff7dd, last().nbits());
        }
    }

    /** What the pool would send if it did not know the rule. */
    private void theOldTargetIsRefused() throws IOException {
        ChainTip tip = new ChainTip(last(), Optional.empty());
        JobFactory ignorant = factory(new Retarget(false, 0));
        Job job = ignorant.createEmpty(tip, current, last().timeSeconds() + 1).orElseThrow();
        assertEquals(new SubmitAnswer(SubmitAnswer.Verdict.REJECTED, "bad-diffbits"), submit(Solver.solve(job, 1)));
    }

    /** So many blocks, each so long after the one before. */
    private void mine(int blocks, int stepSeconds) throws IOException {
        for (int i = 0; i < blocks; i++) {
            Job job = factory.createEmpty(tip(), current, last().timeSeconds() + stepSeconds)
                    .orElseThrow();
            take(job);
        }
    }

    private void take(Job job) throws IOException {
        SolvedBlock block = Solver.solve(job, 1);
        assertEquals(new SubmitAnswer(SubmitAnswer.Verdict.ACCEPTED, ""), submit(block));
        chain.add(header(block.hash(), job));
        current = job;
    }

    /** bcoin makes none on this network for who has no peers. */
    private BlockTemplate firstTemplate() {
        return new BlockTemplate(
                1,
                0x20000000,
                last().hash(),
                SIMNET.easiestNbits(),
                last().timeSeconds() + 1,
                last().timeSeconds() + 1,
                5_000_000_000L,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private ChainHeader last() {
        return chain.get(chain.size() - 1);
    }

    /** Where the next target follows from it, what the node says; and what it says is what we have. */
    private ChainTip tip() throws IOException {
        ChainTip tip = new ChainTip(last(), Optional.empty());
        if (!tip.isBeforeRetarget()) {
            return tip;
        }
        assertEquals(last(), headerOfNode(last().hash()));
        Hash256 first =
                node.blockHash(tip.height() + 1 - Retarget.PERIOD_BLOCKS).orElseThrow();
        return new ChainTip(last(), Optional.of(headerOfNode(first)));
    }

    private ChainHeader headerOfNode(Hash256 hash) throws IOException {
        ChainHeader header = node.header(hash).orElseThrow();
        return header(
                hash,
                header.height(),
                header.previousBlock(),
                header.nbits(),
                header.timeSeconds(),
                header.medianTimeSeconds());
    }

    private ChainHeader header(Hash256 hash, Job job) {
        long timeSeconds = job.journalRecord().timeSeconds();
        long[] times = Stream.concat(
                        Stream.of(timeSeconds),
                        chain.subList(Math.max(0, chain.size() - MEDIAN_OF + 1), chain.size()).stream()
                                .map(ChainHeader::timeSeconds))
                .mapToLong(Long::longValue)
                .sorted()
                .toArray();
        return header(
                hash,
                job.height(),
                Optional.of(job.previousBlock()),
                job.nbits(),
                timeSeconds,
                times[times.length / 2]);
    }

    /** Neither work nor confirmations matter here. */
    private static ChainHeader header(
            Hash256 hash, int height, Optional<Hash256> previous, int nbits, long timeSeconds, long medianTimeSeconds) {
        return new ChainHeader(hash, height, 1, previous, nbits, timeSeconds, medianTimeSeconds, BigInteger.ZERO);
    }

    private SubmitAnswer submit(SolvedBlock block) throws IOException {
        return node.submitBlock(BlockBytes.encode(block.header(), block.coinbase(), false, List.of()));
    }

    private static JobFactory factory(Retarget retarget) {
        return new JobFactory(
                Network.MAINNET,
                retarget,
                new InstanceIdentity(7, 3),
                PayoutAddress.parse(Network.MAINNET, "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
                CoinbasePlan.of("/neman/"));
    }
}
