package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import neman.accounting.live.LiveStatus;
import neman.bitcoin.Target;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.SubmitAnswer;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.stratum.defence.DefenceLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes of one chain: blocks go to both, and one stands in for the other. */
class SeveralNodesTest {
    private static final Target TRIVIAL = Target.ofCompact(SandboxSettings.EASIEST_NBITS);

    @TempDir
    private Path directory;

    private SandboxNode first;
    private SandboxNode second;
    private NodeClient firstClient;
    private NodeClient secondClient;

    @BeforeEach
    void startNodes() throws IOException {
        first = start("first");
        second = start("second");
        firstClient = new NodeClient(first.endpoint(), Duration.ofSeconds(10));
        secondClient = new NodeClient(second.endpoint(), Duration.ofSeconds(10));
    }

    /** The same seed makes the same genesis, so what is valid for one is valid for the other. */
    private SandboxNode start(String name) throws IOException {
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

    private TestPool pool() throws IOException {
        return new TestPool(directory, List.of(firstClient, secondClient), false, DefenceLimits.DEFAULT);
    }

    private static void mineOne(TestMiner miner) throws IOException {
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":"
                + miner.solve(TRIVIAL).params(TestMiner.USER) + "}");
        miner.awaitAnswer(4);
    }

    @Test
    void aBlockReachesEveryNodeAndTheDiskAlsoWhereOneIsAwayForAWhile() throws IOException {
        try (TestPool pool = pool()) {
            Await.until("work", pool.server::hasWork);
            second.controls().goAway();
            try (TestMiner miner = pool.connect().begin()) {
                mineOne(miner);
                Await.until("the first node has it", () -> first.controls().height() == 1);
                second.controls().comeBack();
                Await.until("the second node has it", () -> second.controls().height() == 1);
            }
        }
        try (Stream<Path> files = Files.list(directory.resolve("blocks"))) {
            List<Path> stored =
                    files.filter(file -> file.toString().endsWith(".hex")).toList();
            assertEquals(1, stored.size());
            byte[] block = HexFormat.of().parseHex(Files.readString(stored.get(0)));
            assertEquals(
                    SubmitAnswer.Verdict.DUPLICATE,
                    firstClient.submitBlock(block).verdict());
        }
    }

    @Test
    void aBlockThatIsFoundWhileEveryNodeIsAwayIsShownUntilOneHasIt() throws IOException {
        try (TestPool pool = pool()) {
            Await.until("work", pool.server::hasWork);
            assertTrue(pool.server.isLed());
            try (TestMiner miner = pool.connect().begin()) {
                first.controls().goAway();
                second.controls().goAway();
                mineOne(miner);
                Await.until("it is shown", () -> shows(pool, "BLOCK_NOWHERE"));
                Await.until("no node leads", () -> !pool.server.isLed());
                List<LiveStatus.Node> nodes = pool.server.snapshot().nodes();
                assertEquals(2, nodes.size());
                assertEquals(firstClient.endpoint().toString(), nodes.get(0).name());
                second.controls().comeBack();
                Await.until("it is over", () -> !shows(pool, "BLOCK_NOWHERE"));
                assertEquals(1, second.controls().height());
                Await.until("a node leads", pool.server::isLed);
            }
        }
    }

    private static boolean shows(TestPool pool, String code) {
        return pool.server.snapshot().alarms().stream()
                .anyMatch(alarm -> alarm.code().equals(code));
    }

    @Test
    void anotherNodeGivesWorkWhileTheFirstIsAway() throws IOException {
        first.controls().goAway();
        try (TestPool pool = pool()) {
            Await.until("work", pool.server::hasWork);
            try (TestMiner miner = pool.connect().begin()) {
                second.controls().mineOthers(1);
                JsonNode job = miner.readJob();
                assertTrue(job.path(8).asBoolean(), "a new tip is known at once, by long poll");
            }
        }
    }
}
