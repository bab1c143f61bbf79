package neman.stratum.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import neman.accounting.alarm.AlarmBook;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes that see each other, and what becomes of it when they do not. */
class BitcoinCoreTemplatesIT {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    /** So long that only ZMQ and long polls can be what told of a tip. */
    private static final Duration HARDLY_EVER = Duration.ofSeconds(55);

    @TempDir
    private Path directory;

    private final Heard heard = new Heard();
    private final List<NodeClient> clients = new ArrayList<>();
    private CoreNode first;
    private CoreNode second;
    private TemplateSource source;

    private static final class Heard implements TemplateListener {
        private final List<Hash256> worked = new CopyOnWriteArrayList<>();
        private final Map<Hash256, Long> firstNanos = new ConcurrentHashMap<>();
        private final List<String> older = new CopyOnWriteArrayList<>();
        private BigInteger work = BigInteger.ZERO;

        @Override
        public void onNewTip(ChainTip tip) {
            firstNanos.putIfAbsent(tip.hash(), System.nanoTime());
            note(tip);
        }

        @Override
        public void onTemplate(BlockTemplate template, ChainTip tip) {
            firstNanos.putIfAbsent(tip.hash(), System.nanoTime());
            note(tip);
            worked.add(tip.hash());
        }

        private void note(ChainTip tip) {
            if (tip.chainWork().compareTo(work) < 0) {
                older.add("height " + tip.height());
            }
            work = tip.chainWork();
        }
    }

    @BeforeEach
    void startNodes() throws IOException {
        Path program = CoreNode.programFor(BitcoinCoreTemplatesIT.class);
        first = new CoreNode(program, directory.resolve("first"), CoreNode.ADDRESS, 4);
        second = new CoreNode(program, directory.resolve("second"), CoreNode.OTHER_ADDRESS, 4);
        connect();
        first.mine(1);
        awaitLevel();
    }

    @AfterEach
    void stop() throws IOException {
        if (source != null) {
            source.close();
        }
        clients.forEach(NodeClient::close);
        if (second != null) {
            first.close();
            second.close();
        }
    }

    private void connect() throws IOException {
        first.connectTo(second);
        await("peers", () -> first.call("getconnectioncount").asInt() > 0);
    }

    private void awaitLevel() {
        await("one tip", () -> first.call("getbestblockhash").equals(second.call("getbestblockhash")));
    }

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        BooleanSupplier holds = () -> {
            try {
                return condition.holds();
            } catch (IOException notYet) {
                return false;
            }
        };
        while (!holds.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, what);
            LockSupport.parkNanos(2_000_000);
        }
    }

    private void watch(Duration refresh, Duration poll, CoreNode... nodes) {
        for (CoreNode node : nodes) {
            clients.add(node.client());
        }
        source = new TemplateSource(
                clients,
                Network.REGTEST,
                new TemplateSettings(refresh, poll, 100),
                heard,
                new AlarmBook(InstantSource.system()),
                InstantSource.system());
        source.start();
        await("the first work", () -> !heard.worked.isEmpty());
    }

    private void awaitWorkOn(Hash256 tip) {
        await("work on " + tip, () -> heard.worked.contains(tip));
    }

    @Test
    void everyNewTipIsKnownAtOnceAndItsTemplateFollows() throws IOException {
        watch(Duration.ofSeconds(30), HARDLY_EVER, first, second);
        List<Long> micros = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            CoreNode finder = i % 2 == 0 ? first : second;
            Hash256 tip = finder.mine(1).get(0);
            long submitted = System.nanoTime();
            awaitWorkOn(tip);
            micros.add(TimeUnit.NANOSECONDS.toMicros(heard.firstNanos.get(tip) - submitted));
            awaitLevel();
        }
        Collections.sort(micros);
        System.out.println("tip known after the node's answer to the miner, microseconds: median " + micros.get(15)
                + ", worst " + micros.get(29));
        assertEquals(List.of(), heard.older);
    }

    @Test
    void theLeaderIsKilledAndStartedAgainWhileTheOtherMines() throws IOException {
        watch(Duration.ofSeconds(30), Duration.ofMillis(500), first, second);
        first.kill();
        for (int i = 0; i < 3; i++) {
            awaitWorkOn(second.mine(1).get(0));
        }
        first.start();
        Hash256 behind = second.mine(1).get(0);
        awaitWorkOn(behind);
        connect();
        awaitLevel();
        awaitWorkOn(first.mine(1).get(0));
        assertEquals(List.of(), heard.older);
    }

    @Test
    void inAPartitionTheChainWithMoreWorkIsFollowedAndARivalIsNot() throws IOException {
        watch(Duration.ofSeconds(30), Duration.ofMillis(200), first, second);
        second.setNetworkActive(false);
        Hash256 ofFirst = first.mine(1).get(0);
        awaitWorkOn(ofFirst);
        Hash256 rival = second.mine(1).get(0);
        Hash256 longer = second.mine(1).get(0);
        awaitWorkOn(longer);
        assertEquals(-1, heard.worked.indexOf(rival));
        second.setNetworkActive(true);
        connect();
        awaitLevel();
        awaitWorkOn(first.mine(1).get(0));
        assertEquals(List.of(), heard.older);
    }

    @Test
    void aTipThatItsOnlyNodeLeavesIsLeft() throws IOException {
        watch(Duration.ofSeconds(30), Duration.ofMillis(200), first);
        Hash256 bad = first.mine(1).get(0);
        awaitWorkOn(bad);
        int before = heard.worked.size();
        first.call("invalidateblock", bad.toString());
        await("work on the block before", () -> heard.worked.size() > before);
        assertEquals(1, heard.older.size());
    }

    /** Core holds a thread for each long poll, also for those whose caller has gone; here it has two in all. */
    @Test
    void hundredsOfRefreshesOnAQuietChainDoNotUseUpTheNodesThreads() throws IOException {
        first.close();
        first = new CoreNode(CoreNode.program().orElseThrow(), directory.resolve("small"), CoreNode.ADDRESS, 2);
        first.mine(1);
        watch(Duration.ofMillis(100), Duration.ofMillis(100), first);
        await("many refreshes", () -> heard.worked.size() > 50);
        Hash256 tip = first.mine(1).get(0);
        awaitWorkOn(tip);
    }
}
