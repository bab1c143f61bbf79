package neman.stratum.block;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.RpcErrorException;
import neman.bitcoin.node.SubmitAnswer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends solved blocks to all nodes at once and writes them to disk, each on a thread of its own, so that neither waits for
 * another and nobody waits for them.
 */
public final class BlockSubmitter implements AutoCloseable {
    /** Blocks that may wait for one node; more are logged and stay in their files. */
    static final int MAX_WAITING = 64;

    private static final int ATTEMPTS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(500);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(3);
    private static final Logger LOG = LoggerFactory.getLogger(BlockSubmitter.class);

    private final BlockDirectory directory;
    private final ExecutorService encoder = BoundedThread.start("block-encode", MAX_WAITING);
    private final ExecutorService writer = BoundedThread.start("block-write", MAX_WAITING);
    private final List<NodeQueue> nodes = new ArrayList<>();

    private record NodeQueue(NodeClient node, ExecutorService thread) {}

    /** @param directory created with the first block */
    public BlockSubmitter(List<NodeClient> nodes, Path directory) {
        this.directory = new BlockDirectory(directory);
        for (NodeClient node : nodes) {
            this.nodes.add(new NodeQueue(node, BoundedThread.start("block-submit-" + this.nodes.size(), MAX_WAITING)));
        }
    }

    /** Any thread; returns at once. */
    public void submit(SolvedBlock block) {
        enqueue(encoder, block, () -> spread(block));
    }

    private void spread(SolvedBlock block) {
        byte[] bytes = block.encode();
        for (NodeQueue queue : nodes) {
            enqueue(queue.thread, block, () -> submitTo(queue.node, block, bytes));
        }
        enqueue(writer, block, () -> write(block, bytes));
    }

    private static void enqueue(ExecutorService thread, SolvedBlock block, Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.error(
                    "event=block-not-queued block={} reason=\"too many blocks wait, or the pool is stopping\"", block);
        }
    }

    private void write(SolvedBlock block, byte[] bytes) {
        try {
            LOG.info("event=block-stored block={} file={}", block, directory.store(block, bytes));
        } catch (IOException e) {
            LOG.error("event=block-not-stored block={} remedy=\"make room in the data directory\"", block, e);
        }
    }

    private static void submitTo(NodeClient node, SolvedBlock block, byte[] bytes) {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            try {
                report(node, block, node.submitBlock(bytes));
                return;
            } catch (RpcErrorException e) {
                LOG.error("event=block-refused node={} block={} reason=\"{}\"", node.endpoint(), block, e.getMessage());
                return;
            } catch (NodeException e) {
                LOG.warn(
                        "event=block-submit-failed node={} block={} attempt={} reason=\"{}\"",
                        node.endpoint(),
                        block,
                        attempt,
                        e.getMessage());
                if (!pause()) {
                    break;
                }
            }
        }
        LOG.error(
                "event=block-not-submitted node={} block={} remedy=\"bitcoin-cli -stdin submitblock < its file\"",
                node.endpoint(),
                block);
    }

    private static void report(NodeClient node, SolvedBlock block, SubmitAnswer answer) {
        if (answer.verdict() == SubmitAnswer.Verdict.REJECTED) {
            LOG.error("event=block-rejected node={} block={} reason={}", node.endpoint(), block, answer.reason());
        } else {
            LOG.info("event=block-submitted node={} block={} answer={}", node.endpoint(), block, answer.verdict());
        }
    }

    private static boolean pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(BETWEEN_ATTEMPTS.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Waits a few seconds for what is under way; then gives up: the files remain. */
    @Override
    public void close() {
        long deadline = System.nanoTime() + CLOSE_PATIENCE.toNanos();
        BoundedThread.stop(encoder, deadline);
        BoundedThread.stop(writer, deadline);
        nodes.forEach(queue -> BoundedThread.stop(queue.thread, deadline));
    }
}
