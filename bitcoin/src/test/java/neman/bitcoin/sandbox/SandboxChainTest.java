package neman.bitcoin.sandbox;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.SubmitAnswer.Verdict;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The sandbox as a pool meets it: the pool's own client over HTTP. */
class SandboxChainTest {
    @TempDir
    Path directory;

    private SandboxNode node;
    private NodeClient client;

    @BeforeEach
    void start() throws IOException {
        open(settings());
    }

    private SandboxSettings settings() {
        return SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS);
    }

    private void open(SandboxSettings settings) throws IOException {
        node = SandboxNode.start(settings);
        client = new NodeClient(node.endpoint(), Duration.ofSeconds(5));
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        node.close();
    }

    private void restart() throws IOException {
        stop();
        open(settings());
    }

    @Test
    void aNewChainHasItsGenesisBlockAlone() throws NodeException {
        assertEquals("sandbox", client.chainInfo().chain());
        assertEquals(0, client.chainInfo().blocks());
        assertFalse(client.chainInfo().initialBlockDownload());
        assertEquals(Optional.empty(), client.blockHash(1));
        assertTrue(client.networkInfo().subversion().contains("Sandbox"));
    }

    @Test
    void aBlockOfThePoolIsTakenAndPaysItsAddress() throws NodeException {
        BlockTemplate template = client.blockTemplate();
        byte[] block = TestBlocks.mine(template, node.walletAddress());

        assertEquals(Verdict.ACCEPTED, client.submitBlock(block).verdict());
        assertEquals(Verdict.DUPLICATE, client.submitBlock(block).verdict());

        Hash256 hash = client.blockHash(1).orElseThrow();
        ChainBlock taken = client.block(hash).orElseThrow();
        assertEquals(1, taken.confirmations());
        assertEquals(5_000_000_000L, taken.coinbaseOutputs().get(0).sats());
        assertArrayEquals(
                node.walletAddress().script(), taken.coinbaseOutputs().get(0).script());
        assertEquals(
                template.previousBlock(),
                client.header(hash).orElseThrow().previousBlock().orElseThrow());
    }

    @Test
    void blocksOfOthersMoveTheTemplate() throws NodeException {
        Hash256 before = client.blockTemplate().previousBlock();
        node.controls().mineOthers(20);
        BlockTemplate after = client.blockTemplate();
        assertEquals(21, after.height());
        assertEquals(client.blockHash(20).orElseThrow(), after.previousBlock());
        assertEquals(before, client.blockHash(0).orElseThrow());
    }

    @Test
    void aLongPollEndsWithTheNextBlock() throws Exception {
        String id = client.blockTemplate().longPollId().orElseThrow();
        CompletableFuture<BlockTemplate> poll = CompletableFuture.supplyAsync(() -> {
            try {
                return client.awaitTemplate(id, Duration.ofSeconds(30));
            } catch (NodeException e) {
                throw new IllegalStateException(e);
            }
        });
        node.controls().mineOthers(1);
        assertEquals(2, poll.get(20, TimeUnit.SECONDS).height());
    }

    @Test
    void aRestartKeepsTheChainTheAddressAndThePort() throws IOException {
        client.submitBlock(TestBlocks.mine(client.blockTemplate(), node.walletAddress()));
        node.controls().mineOthers(3);
        String tip = client.chainInfo().bestBlock().toString();
        String address = node.walletAddress().toString();
        String url = node.endpoint().toString();

        restart();

        assertEquals(tip, client.chainInfo().bestBlock().toString());
        assertEquals(address, node.walletAddress().toString());
        assertEquals(url, node.endpoint().toString());
    }

    @Test
    void oneDirectoryServesOneNode() {
        IOException refused = assertThrows(IOException.class, () -> SandboxNode.start(settings()));
        assertTrue(refused.getMessage().contains("in use"), refused.getMessage());
    }

    @Test
    void theChainOfAnotherSeedIsRefused() throws IOException {
        node.close();
        IOException refused = assertThrows(
                IOException.class, () -> SandboxNode.start(settings().withSeed(2)));
        assertTrue(refused.getMessage().contains("another seed"), refused.getMessage());
    }

    @Test
    void equalSeedsGiveEqualChains(@TempDir Path other) throws IOException {
        try (SandboxNode twin =
                SandboxNode.start(SandboxSettings.defaults(other).withNbits(SandboxSettings.EASIEST_NBITS))) {
            assertEquals(twin.walletAddress(), node.walletAddress());
            try (NodeClient twinClient = new NodeClient(twin.endpoint(), Duration.ofSeconds(5))) {
                assertEquals(twinClient.blockHash(0), client.blockHash(0));
            }
        }
    }

    @Test
    void aReorganisationReplacesTheLastBlocks() throws NodeException {
        client.submitBlock(TestBlocks.mine(client.blockTemplate(), node.walletAddress()));
        Hash256 ours = client.blockHash(1).orElseThrow();
        node.controls().mineOthers(1);

        node.controls().reorganise(2);

        assertEquals(3, client.chainInfo().blocks());
        assertEquals(-1, client.block(ours).orElseThrow().confirmations());
        List<Hash256> active = List.of(
                client.blockHash(1).orElseThrow(),
                client.blockHash(2).orElseThrow(),
                client.blockHash(3).orElseThrow());
        assertFalse(active.contains(ours));
    }

    @Test
    void aNodeThatWentAwayComesBackAtTheSameAddress() throws IOException {
        node.controls().goAway();
        assertThrows(NodeException.class, () -> client.chainInfo());
        node.controls().mineOthers(1);
        node.controls().comeBack();
        assertEquals(1, client.chainInfo().blocks());
    }

    @Test
    void aSlowNodeMakesTheClientGiveUp() throws NodeException {
        node.controls().answerAfter(Duration.ofMillis(400));
        try (NodeClient hasty = new NodeClient(node.endpoint(), Duration.ofMillis(100))) {
            assertThrows(NodeException.class, hasty::chainInfo);
        }
        node.controls().answerAfter(Duration.ZERO);
        assertEquals(0, client.chainInfo().blocks());
    }

    @Test
    void otherPeopleMineAtTheirPace() throws IOException {
        node.close();
        open(settings().withOtherBlocksEvery(Duration.ofMillis(20)));
        String id = client.blockTemplate().longPollId().orElseThrow();
        assertTrue(client.awaitTemplate(id, Duration.ofSeconds(10)).height() > 1);
    }

    @Test
    void aReorganisationWinsAlsoAgainstOthersWhoGoOn() throws IOException {
        node.close();
        open(settings().withOtherBlocksEvery(Duration.ofMillis(20)));
        node.controls().mineOthers(100);
        int height = node.controls().height();
        Hash256 replaced = client.blockHash(height).orElseThrow();
        node.controls().reorganise(height); // deep enough for what others add until it begins
        assertEquals(-1, client.header(replaced).orElseThrow().confirmations());
    }

    @Test
    void goingAwayEndsALongPoll() throws Exception {
        String id = client.blockTemplate().longPollId().orElseThrow();
        CompletableFuture<BlockTemplate> poll = CompletableFuture.supplyAsync(() -> {
            try {
                return client.awaitTemplate(id, Duration.ofSeconds(30));
            } catch (NodeException e) {
                throw new IllegalStateException(e);
            }
        });
        node.controls().goAway();
        assertThrows(ExecutionException.class, () -> poll.get(20, TimeUnit.SECONDS));
    }
}
