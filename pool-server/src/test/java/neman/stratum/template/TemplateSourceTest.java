package neman.stratum.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import neman.accounting.alarm.AlarmBook;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/** Two nodes of one chain that know nothing of each other, watched for real. */
class TemplateSourceTest {
    private static final Duration DEADLINE = Duration.ofSeconds(30);
    /** Long enough that nothing in a test is learnt by it. */
    private static final Duration HARDLY_EVER = Duration.ofSeconds(55);

    @TempDir
    private Path directory;

    private final ZContext zmq = new ZContext();
    private final AlarmBook alarms = new AlarmBook(InstantSource.system());
    private final Heard heard = new Heard();
    private SandboxNode first;
    private SandboxNode second;
    private ZMQ.Socket publisherOfSecond;
    private TemplateSource source;
    private NodeClient firstClient;
    private NodeClient secondClient;

    /** What came, and a check of what is promised of it. */
    private static final class Heard implements TemplateListener {
        private final List<Hash256> tips = new CopyOnWriteArrayList<>();
        private final List<Hash256> worked = new CopyOnWriteArrayList<>();
        private final List<String> broken = new CopyOnWriteArrayList<>();
        private BigInteger work = BigInteger.ZERO;

        @Override
        public void onNewTip(ChainTip tip) {
            note(tip);
            tips.add(tip.hash());
        }

        @Override
        public void onTemplate(BlockTemplate template, ChainTip tip) {
            note(tip);
            if (!template.previousBlock().equals(tip.hash()) || template.height() != tip.height() + 1) {
                broken.add("a template of another tip: " + tip);
            }
            worked.add(tip.hash());
        }

        private void note(ChainTip tip) {
            if (tip.chainWork().compareTo(work) < 0) {
                broken.add("an older tip: " + tip);
            }
            work = tip.chainWork();
        }
    }

    @BeforeEach
    void startNodes() throws IOException {
        first = start("first");
        second = start("second");
        publisherOfSecond = zmq.createSocket(SocketType.PUB);
        publisherOfSecond.setLinger(0);
        publisherOfSecond.bind("tcp://127.0.0.1:*");
        firstClient = new NodeClient(first.endpoint(), Duration.ofSeconds(10));
        NodeEndpoint endpoint = second.endpoint();
        secondClient = new NodeClient(
                new NodeEndpoint(
                        endpoint.rpc(),
                        endpoint.authentication(),
                        Optional.empty(),
                        Optional.of(URI.create(publisherOfSecond.getLastEndpoint()))),
                Duration.ofSeconds(10));
    }

    /** The same seed makes the same genesis. */
    private SandboxNode start(String name) throws IOException {
        return SandboxNode.start(new SandboxSettings(
                directory.resolve(name), 5, 0, SandboxSettings.EASIEST_NBITS, Duration.ZERO, InstantSource.system()));
    }

    @AfterEach
    void stopNodes() throws IOException {
        source.close();
        zmq.close();
        firstClient.close();
        secondClient.close();
        first.close();
        second.close();
        assertEquals(List.of(), heard.broken);
    }

    private void watch(Duration poll) {
        source = new TemplateSource(
                List.of(firstClient, secondClient),
                Network.SANDBOX,
                new TemplateSettings(Duration.ofSeconds(30), poll, 100),
                heard,
                alarms,
                InstantSource.system());
        source.start();
        await("the first work", () -> !heard.worked.isEmpty());
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private static Hash256 tipOf(NodeClient node) throws IOException {
        return node.chainInfo().bestBlock();
    }

    /** What the network does between two nodes that see each other. */
    private static void relay(NodeClient from, NodeClient to, int height) throws IOException {
        to.submitBlock(from.blockBytes(from.blockHash(height).orElseThrow()));
    }

    @Test
    void theLongPollOfTheLeaderTellsOfANewTip() throws IOException {
        watch(HARDLY_EVER);
        first.controls().mineOthers(1);
        Hash256 tip = tipOf(firstClient);
        await("work on it", () -> heard.worked.contains(tip));
    }

    @Test
    void zmqTellsOfANewTipOfANodeThatDoesNotLead() throws IOException {
        watch(HARDLY_EVER);
        second.controls().mineOthers(1);
        Hash256 tip = tipOf(secondClient);
        await("work on it", () -> {
            publish(tip);
            return heard.worked.contains(tip);
        });
        assertTrue(heard.tips.contains(tip), "it was announced before its template was there");
    }

    private void publish(Hash256 hash) {
        publisherOfSecond.sendMore("hashblock");
        publisherOfSecond.sendMore(HexFormat.of().parseHex(hash.toString()));
        publisherOfSecond.send(new byte[4]);
    }

    @Test
    void thePollTellsOfANewTipWhereNothingElseDoes() throws IOException {
        watch(Duration.ofMillis(100));
        second.controls().mineOthers(1);
        Hash256 tip = tipOf(secondClient);
        await("work on it", () -> heard.worked.contains(tip));
    }

    @Test
    void aHashOfAnOldBlockOrOfNoneTurnsNobodyAround() throws IOException {
        second.controls().mineOthers(2);
        Hash256 old = secondClient.blockHash(1).orElseThrow();
        watch(Duration.ofMillis(100));
        Hash256 tip = tipOf(secondClient);
        await("work on the newest", () -> heard.worked.contains(tip));
        publish(old);
        publish(Hash256.ZERO);
        second.controls().mineOthers(1);
        Hash256 next = tipOf(secondClient);
        await("work on the next", () -> heard.worked.contains(next));
        assertEquals(tip, heard.worked.get(heard.worked.indexOf(next) - 1));
    }

    @Test
    void aNodeStandsInWhileTheLeaderIsAwayAndNobodyIsTurnedAroundWhenThatComesBackBehind() throws IOException {
        watch(Duration.ofMillis(100));
        first.controls().goAway();
        second.controls().mineOthers(2);
        Hash256 tip = tipOf(secondClient);
        await("work on it", () -> heard.worked.contains(tip));
        first.controls().comeBack();
        second.controls().mineOthers(1);
        Hash256 next = tipOf(secondClient);
        await("work on it", () -> heard.worked.contains(next));
    }

    @Test
    void afterAPartitionTheChainWithMoreWorkWins() throws IOException {
        watch(Duration.ofMillis(100));
        first.controls().mineOthers(1);
        Hash256 ofFirst = tipOf(firstClient);
        await("work on the first's block", () -> heard.worked.contains(ofFirst));
        second.controls().mineOthers(1);
        second.controls().mineOthers(1);
        Hash256 ofSecond = tipOf(secondClient);
        await("work on the second's two", () -> heard.worked.contains(ofSecond));
        relay(secondClient, firstClient, 1);
        relay(secondClient, firstClient, 2);
        assertEquals(ofSecond, tipOf(firstClient));
        first.controls().mineOthers(1);
        Hash256 next = tipOf(firstClient);
        await("work on the next", () -> heard.worked.contains(next));
    }

    @Test
    void aReorganisationIsFollowed() throws IOException {
        first.controls().mineOthers(3);
        watch(HARDLY_EVER);
        first.controls().reorganise(2);
        Hash256 tip = tipOf(firstClient);
        await("work on it", () -> heard.worked.contains(tip));
    }
}
