package neman.stratum.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.OpenAlarm;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.stratum.block.NodeReport.Reply;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.job.JobTable;
import neman.stratum.server.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Blocks on their way to two real nodes of one chain that do not know each other. */
class BlockSubmitterTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final AlarmBook alarms = new AlarmBook(InstantSource.system());
    private SandboxNode first;
    private SandboxNode second;
    private NodeClient firstClient;
    private NodeClient secondClient;
    private JobFactory factory;
    private final JobTable jobs = new JobTable(Duration.ofSeconds(60));

    @BeforeEach
    void startNodes() throws IOException {
        first = startNode("first");
        second = startNode("second");
        firstClient = new NodeClient(first.endpoint(), TIMEOUT);
        secondClient = new NodeClient(second.endpoint(), TIMEOUT);
        factory = new JobFactory(
                Network.SANDBOX, new InstanceIdentity(1, 1), first.walletAddress(), CoinbasePlan.of("/test/"));
    }

    /** The same seed makes the same genesis, so what is valid for one is valid for the other. */
    private SandboxNode startNode(String name) throws IOException {
        return SandboxNode.start(new SandboxSettings(
                directory.resolve(name), 5, 0, SandboxSettings.EASIEST_NBITS, Duration.ZERO, InstantSource.system()));
    }

    @AfterEach
    void stopNodes() throws IOException {
        firstClient.close();
        secondClient.close();
        first.close();
        second.close();
    }

    private BlockSubmitter submitter(NodeClient... nodes) {
        return new BlockSubmitter(
                List.of(nodes), directory.resolve("blocks"), jobs, Network.MAINNET, alarms, InstantSource.system());
    }

    private boolean isAlarm(AlarmCode code, SolvedBlock block) {
        return alarms.isOpen(code, block.hash().toString());
    }

    private void awaitAlarm(AlarmCode code, SolvedBlock block) {
        Await.until(code + " of " + block, () -> isAlarm(code, block));
    }

    private void awaitNoAlarm() {
        Await.until("no alarm", () -> alarms.open().isEmpty());
    }

    private Job work() throws IOException {
        return work(firstClient.blockTemplate());
    }

    private Job work(BlockTemplate template) {
        Job job = factory.create(template);
        jobs.replaceCurrent(job, 0);
        return job;
    }

    private static SolvedBlock solve(Job job) {
        return Solver.solve(job, 0);
    }

    private FoundBlock record(Hash256 hash) {
        try {
            return new BlockArchive(directory.resolve("blocks"))
                    .list().stream()
                            .filter(block ->
                                    block.hash().equals(hash) && !block.nodes().isEmpty())
                            .findFirst()
                            .orElse(null);
        } catch (IOException e) {
            return null;
        }
    }

    private FoundBlock awaitState(SolvedBlock block, BlockState state) {
        Await.until(state + " of " + block, () -> Optional.ofNullable(record(block.hash()))
                .filter(record -> record.state() == state)
                .isPresent());
        return record(block.hash());
    }

    @Test
    void bothNodesHaveItAndTheRecordSaysWhenUntilTheChainHasDecided() throws IOException {
        SolvedBlock block = solve(work());
        try (BlockSubmitter submitter = submitter(firstClient, secondClient)) {
            submitter.submit(block);
            Await.until(
                    "both have it",
                    () -> first.controls().height() == 1 && second.controls().height() == 1);
            FoundBlock young = awaitState(block, BlockState.IN_CHAIN);
            assertFalse(young.staleTip());
            first.controls().mineOthers(5);
            FoundBlock decided = awaitState(block, BlockState.CONFIRMED);
            assertEquals(6, decided.confirmations());
            for (NodeReport node : decided.nodes()) {
                assertEquals(Optional.of(Reply.ACCEPTED), node.reply());
                assertEquals(1, node.attempts());
                assertTrue(node.afterMillis() >= 0);
            }
        }
    }

    @Test
    void whenTheChainHasDecidedTheJobAndItsTransactionsLeaveTheMemory() throws IOException {
        try (BlockSubmitter submitter = submitter(firstClient)) {
            WeakReference<Job> job = submitOne(submitter);
            first.controls().mineOthers(5);
            for (int tip = 0; tip < 2; tip++) { // so that the job is not remembered for late shares
                first.controls().mineOthers(1);
                work();
            }
            Await.until("nobody holds the job", () -> {
                System.gc();
                return job.refersTo(null);
            });
        }
    }

    private WeakReference<Job> submitOne(BlockSubmitter submitter) throws IOException {
        SolvedBlock block = solve(work());
        submitter.submit(block);
        awaitState(block, BlockState.IN_CHAIN);
        return new WeakReference<>(block.job());
    }

    @Test
    void aRepeatedBlockIsNotBegunAgain() throws IOException {
        SolvedBlock block = solve(work());
        try (BlockSubmitter submitter = submitter(firstClient)) {
            for (int i = 0; i < 10_000; i++) {
                submitter.submit(block);
            }
            SolvedBlock other = Solver.solve(work(), 1);
            assertNotEquals(block.hash(), other.hash());
            submitter.submit(other);
            awaitState(block, BlockState.IN_CHAIN);
            Await.until("the other is known", () -> record(other.hash()) != null);
            assertEquals(1, record(block.hash()).nodes().get(0).attempts());
        }
    }

    @Test
    void oneMoreThanCanWaitIsToldOf() throws Exception {
        Path blocks = Files.createDirectories(directory.resolve("blocks"));
        Path pipe = blocks.resolve("0000000001-nobody-writes-it-yet.hex");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Job job = work();
        try (BlockSubmitter submitter = submitter()) {
            submitter.start(); // and what earlier starts left is read first, which takes as long as the pipe is empty
            for (int i = 0; i < 2 * BlockSubmitter.MAX_WAITING; i++) {
                Hash256 hash = Hash256.ofDoubleSha256(new byte[] {(byte) i});
                submitter.submit(new SolvedBlock(job, hash, new byte[BlockHeader.BYTES], new byte[100]));
            }
            Files.writeString(pipe, "no block");
            long told = alarms.open().stream()
                    .filter(open -> open.alarm().code() == AlarmCode.BLOCK_NOT_SENT)
                    .count();
            assertTrue(told > 0);
        }
    }

    @Test
    void foundWhileEveryNodeIsAwayItArrivesWhenOneIsBack() throws IOException {
        SolvedBlock block = solve(work());
        first.controls().goAway();
        second.controls().goAway();
        try (BlockSubmitter submitter = submitter(firstClient, secondClient)) {
            submitter.submit(block);
            FoundBlock waiting = awaitState(block, BlockState.PENDING);
            Await.until("it was tried", () -> record(block.hash()).nodes().stream()
                    .allMatch(node -> node.reply().equals(Optional.of(Reply.UNREACHABLE))));
            assertEquals(0, waiting.confirmations());
            awaitAlarm(AlarmCode.BLOCK_NOWHERE, block);
            Path file = new BlockArchive(directory.resolve("blocks")).file(waiting);
            String remedy = alarms.open().get(0).alarm().remedy();
            assertTrue(remedy.endsWith("./pool block submit " + file), remedy);
            second.controls().comeBack();
            awaitState(block, BlockState.IN_CHAIN);
            assertEquals(1, second.controls().height());
            awaitNoAlarm();
        }
    }

    @Test
    void whatOneStartLeftTheNextOneBrings() throws IOException {
        SolvedBlock block = solve(work());
        first.controls().goAway();
        try (BlockSubmitter submitter = submitter(firstClient)) {
            submitter.submit(block);
            awaitState(block, BlockState.PENDING);
        }
        first.controls().comeBack();
        try (BlockSubmitter next = submitter(firstClient)) {
            next.start();
            FoundBlock arrived = awaitState(block, BlockState.IN_CHAIN);
            assertEquals(1, arrived.nodes().size());
        }
    }

    @Test
    void aNodeThatAnswersTooLateIsAskedByHashAndNotSentTheBlockAgain() throws IOException {
        SolvedBlock block = solve(work());
        try (NodeClient impatient = new NodeClient(first.endpoint(), Duration.ofSeconds(1));
                BlockSubmitter submitter = submitter(impatient)) {
            first.controls().answerAfter(Duration.ofSeconds(3));
            submitter.submit(block);
            Await.until("it timed out", () -> Optional.ofNullable(record(block.hash()))
                    .filter(record -> record.nodes().get(0).reply().equals(Optional.of(Reply.TIMED_OUT)))
                    .isPresent());
            first.controls().answerAfter(Duration.ZERO);
            FoundBlock arrived = awaitState(block, BlockState.IN_CHAIN);
            assertEquals(1, arrived.confirmations());
        }
    }

    @Test
    void ofTwoBlocksAtOneHeightTheSecondStandsAsideUntilOneIsBuried() throws IOException {
        BlockTemplate template = firstClient.blockTemplate();
        SolvedBlock ours = solve(work(template));
        SolvedBlock rival = Solver.solve(work(template), 1);
        try (BlockSubmitter submitter = submitter(firstClient)) {
            submitter.submit(ours);
            awaitState(ours, BlockState.IN_CHAIN);
            submitter.submit(rival);
            FoundBlock aside = awaitState(rival, BlockState.ASIDE);
            assertEquals(Optional.of(ours.hash()), aside.rival());
            assertFalse(aside.staleTip(), "the pool had not heard of the other");
            awaitAlarm(AlarmCode.BLOCK_ASIDE, rival);
            String message = alarms.open().get(0).alarm().message();
            assertTrue(message.contains(ours.hash().toString()), message);
            first.controls().mineOthers(5);
            awaitState(rival, BlockState.ORPHANED);
            awaitState(ours, BlockState.CONFIRMED);
            awaitAlarm(AlarmCode.BLOCK_ORPHANED, rival);
            Await.until("nothing stands aside", () -> alarms.open().stream()
                    .map(OpenAlarm::alarm)
                    .allMatch(alarm -> alarm.code() == AlarmCode.BLOCK_ORPHANED));
        }
    }

    @Test
    void nodesThatDisagreeOfAHeightAreAnAlarmUntilTheyAgree() throws IOException {
        SolvedBlock block = solve(work());
        second.controls().mineOthers(1);
        try (BlockSubmitter submitter = submitter(firstClient, secondClient)) {
            submitter.submit(block);
            awaitAlarm(AlarmCode.BLOCK_ASIDE, block);
            assertEquals(
                    BlockState.IN_CHAIN, awaitState(block, BlockState.IN_CHAIN).state());
            first.controls().mineOthers(1);
            secondClient.submitBlock(
                    firstClient.blockBytes(firstClient.blockHash(2).orElseThrow()));
            awaitNoAlarm();
        }
    }

    @Test
    void whereBlocksComeEveryFewSecondsThoseAsideAreOneAlarmAndThoseThatLostNone() throws IOException {
        BlockTemplate template = firstClient.blockTemplate();
        SolvedBlock ours = solve(work(template));
        SolvedBlock rival = Solver.solve(work(template), 1);
        SolvedBlock other = Solver.solve(work(template), 2);
        try (BlockSubmitter submitter = new BlockSubmitter(
                List.of(firstClient),
                directory.resolve("blocks"),
                jobs,
                Network.REGTEST,
                alarms,
                InstantSource.system())) {
            submitter.submit(ours);
            awaitState(ours, BlockState.IN_CHAIN);
            submitter.submit(rival);
            submitter.submit(other);
            Await.until("both are told of", () -> alarms.open().stream()
                    .anyMatch(open -> open.alarm().message().startsWith("2 blocks")));
            assertEquals(1, alarms.open().size());
            first.controls().mineOthers(5);
            awaitState(rival, BlockState.ORPHANED);
            awaitState(other, BlockState.ORPHANED);
            awaitNoAlarm();
        }
    }

    @Test
    void onTheSandboxChainRivalsAreOnlyInTheLog() throws IOException {
        BlockTemplate template = firstClient.blockTemplate();
        SolvedBlock ours = solve(work(template));
        SolvedBlock rival = Solver.solve(work(template), 1);
        try (BlockSubmitter submitter = new BlockSubmitter(
                List.of(firstClient),
                directory.resolve("blocks"),
                jobs,
                Network.SANDBOX,
                alarms,
                InstantSource.system())) {
            submitter.submit(ours);
            awaitState(ours, BlockState.IN_CHAIN);
            submitter.submit(rival);
            awaitState(rival, BlockState.ASIDE);
            first.controls().mineOthers(5);
            awaitState(rival, BlockState.ORPHANED);
            assertEquals(List.of(), alarms.open());
        }
    }

    @Test
    void aBlockThatCannotBeWrittenGoesToTheNodesAllTheSameAndIsWrittenWhenThereIsRoom() throws IOException {
        SolvedBlock block = solve(work());
        Path blocks = directory.resolve("blocks");
        Files.writeString(blocks, "in the way of the directory");
        try (BlockSubmitter submitter = submitter(firstClient)) {
            submitter.submit(block);
            Await.until("the node has it", () -> first.controls().height() == 1);
            awaitAlarm(AlarmCode.BLOCK_NOT_STORED, block);
            Files.delete(blocks);
            first.controls().mineOthers(1);
            awaitNoAlarm();
            Await.until("its record is written", () -> record(block.hash()) != null);
        }
    }

    /** A pipe whose other end nobody opens. */
    @Test
    void aDiskThatHangsHoldsUpNoNode() throws Exception {
        SolvedBlock block = solve(work());
        Path blocks = Files.createDirectories(directory.resolve("blocks"));
        Path pipe = blocks.resolve("0000000001-" + block.hash() + ".hex.part");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        try (BlockSubmitter submitter = submitter(firstClient, secondClient)) {
            submitter.submit(block);
            Await.until(
                    "both have it",
                    () -> first.controls().height() == 1 && second.controls().height() == 1);
            SolvedBlock next = solve(work());
            submitter.submit(next);
            Await.until(
                    "both have the next",
                    () -> first.controls().height() == 2 && second.controls().height() == 2);
            assertTrue(Files.notExists(blocks.resolve("0000000001-" + block.hash() + ".hex")), "it hung all the time");
            Files.readAllBytes(pipe);
        }
    }

    @Test
    void aBlockOfAJobWhoseTipIsGoneIsSentAllTheSameAndWinsWhereTheChainTurnsBack() throws IOException {
        BlockTemplate before = firstClient.blockTemplate();
        SolvedBlock block = solve(work(before));
        second.controls().mineOthers(1);
        work(secondClient.blockTemplate());
        try (BlockSubmitter submitter = submitter(firstClient, secondClient)) {
            submitter.submit(block);
            FoundBlock found = awaitState(block, BlockState.IN_CHAIN);
            assertTrue(found.staleTip());
            Await.until(
                    "the other node has it aside",
                    () -> record(block.hash()).nodes().get(1).sight() == NodeReport.Sight.ASIDE);
            awaitAlarm(AlarmCode.BLOCK_ON_STALE_TIP, block);
            assertEquals(1, alarms.open().size(), "that it has a rival follows");
            first.controls().mineOthers(5);
            for (int height = 2; height <= 6; height++) {
                secondClient.submitBlock(
                        firstClient.blockBytes(firstClient.blockHash(height).orElseThrow()));
            }
            awaitState(block, BlockState.CONFIRMED);
            awaitNoAlarm();
        }
    }

    @Test
    void aBlockAgainstConsensusIsSaidToBeSoAndLeftAlone() throws IOException {
        BlockTemplate template = firstClient.blockTemplate();
        BlockTemplate greedy = new BlockTemplate(
                template.height(),
                template.version(),
                template.previousBlock(),
                template.nbits(),
                template.minTimeSeconds(),
                template.currentTimeSeconds(),
                template.coinbaseValueSats() + 1,
                template.witnessCommitmentScript(),
                template.transactions(),
                template.rules(),
                template.longPollId());
        SolvedBlock block = solve(work(greedy));
        try (BlockSubmitter submitter = submitter(firstClient, secondClient)) {
            submitter.submit(block);
            FoundBlock rejected = awaitState(block, BlockState.REJECTED);
            assertEquals("bad-cb-amount", rejected.nodes().get(0).reason());
            assertEquals(1, rejected.nodes().get(0).attempts());
            awaitAlarm(AlarmCode.BLOCK_REJECTED, block);
            String message = alarms.open().get(0).alarm().message();
            assertTrue(message.endsWith("bad-cb-amount"), message);
        }
    }

    @Test
    void aBlockWhoseParentTheNodeHasNotYetIsSentAgainWhenItHas() throws IOException {
        SolvedBlock parent = solve(work());
        firstClient.submitBlock(parent.encode());
        SolvedBlock child = solve(work());
        try (BlockSubmitter submitter = submitter(secondClient)) {
            submitter.submit(child);
            Await.until(
                    "it was refused",
                    () -> record(child.hash()) != null
                            && record(child.hash()).nodes().get(0).attempts() > 0);
            awaitAlarm(AlarmCode.BLOCK_NOWHERE, child);
            secondClient.submitBlock(parent.encode());
            awaitState(child, BlockState.IN_CHAIN);
            awaitNoAlarm();
        }
    }
}
