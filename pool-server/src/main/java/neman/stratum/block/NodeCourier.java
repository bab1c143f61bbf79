package neman.stratum.block;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.NodeTimeoutException;
import neman.bitcoin.node.RpcErrorException;
import neman.bitcoin.node.SubmitAnswer;
import neman.stratum.block.NodeReport.Reply;
import neman.stratum.block.NodeReport.Sight;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings blocks to one node, and asks it for their hashes until the chain has decided; a node that does not have a block gets
 * it again.
 *
 * <p>Two threads: a new block never waits for what is asked of an older one.
 */
final class NodeCourier {
    /** Between two questions for a young block: the node may just be starting again. */
    private static final Duration SOON = Duration.ofMillis(500);

    private static final Duration YOUNG = Duration.ofMinutes(1);
    private static final Duration LATER = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(NodeCourier.class);

    private final int index;
    private final NodeClient node;
    private final Listener listener;
    private final ExecutorService first;
    private final ScheduledThreadPoolExecutor again;

    /** Told on a courier's thread of every change. */
    interface Listener {
        void changed(TrackedBlock block, TrackedBlock.Change change);
    }

    /** @param index of this node in the blocks' records */
    NodeCourier(int index, NodeClient node, Listener listener) {
        this.index = index;
        this.node = node;
        this.listener = listener;
        this.first = BoundedThread.start("block-submit-" + index, BlockSubmitter.MAX_WAITING);
        this.again = BoundedThread.scheduled("block-follow-" + index);
    }

    /** @throws RejectedExecutionException where too many wait, or the pool is stopping */
    void deliver(TrackedBlock block, byte[] bytes) {
        first.execute(() -> {
            submit(block, bytes);
            lookIn(Duration.ZERO, block);
        });
    }

    /** One of an earlier start. */
    void follow(TrackedBlock block) {
        lookIn(Duration.ZERO, block);
    }

    private void lookIn(Duration delay, TrackedBlock block) {
        if (block.needsNoMore()) {
            return;
        }
        try {
            again.schedule(() -> look(block), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("event=block-follow-ends block={}", block.record()); // stopping: the next start goes on
        }
    }

    private void look(TrackedBlock block) {
        try {
            if (!isInChain(block) && lacks(block)) {
                submit(block, block.bytes());
            }
        } catch (IOException e) {
            // The node is away, and the reply to the submission has said so; or the file is, and then there is no more
            // to do.
            LOG.debug("event=block-not-asked node={} block={}", node.endpoint(), block.record(), e);
        } catch (RuntimeException e) {
            LOG.error("event=block-follow-failed node={} block={}", node.endpoint(), block.record(), e);
        }
        lookIn(block.age().compareTo(YOUNG) < 0 ? SOON : LATER, block);
    }

    /** Asks by hash. */
    private boolean isInChain(TrackedBlock block) throws NodeException {
        FoundBlock asked = block.record();
        Optional<ChainHeader> header = node.header(asked.hash());
        if (header.filter(ChainHeader::isInActiveChain).isPresent()) {
            update(block, report -> report.inChain(header.get().confirmations()));
            return true;
        }
        Optional<Hash256> rival = node.blockHash(asked.height()).filter(hash -> !hash.equals(asked.hash()));
        int depth = rival.isPresent() ? confirmations(rival.get()) : 0;
        update(block, report -> report.notInChain(header.isPresent(), rival, depth));
        return false;
    }

    private int confirmations(Hash256 hash) throws NodeException {
        return Math.max(0, node.header(hash).map(ChainHeader::confirmations).orElse(0));
    }

    /** Also where the node has the header from elsewhere and never took the block from us. */
    private boolean lacks(TrackedBlock block) {
        NodeReport report = report(block);
        boolean taken = report.reply().filter(Reply::isTaken).isPresent();
        return report.sight() == Sight.UNKNOWN || report.sight() == Sight.ASIDE && !taken;
    }

    private void submit(TrackedBlock block, byte[] bytes) {
        try {
            SubmitAnswer answer = node.submitBlock(bytes);
            replied(block, Reply.of(answer.verdict()), answer.reason());
        } catch (RpcErrorException e) {
            replied(block, Reply.REFUSED, e.nodeMessage());
        } catch (NodeTimeoutException e) {
            replied(block, Reply.TIMED_OUT, e.getMessage());
        } catch (NodeException e) {
            replied(block, Reply.UNREACHABLE, e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("event=block-submit-failed node={} block={}", node.endpoint(), block.record(), e);
        }
    }

    private void replied(TrackedBlock block, Reply reply, String reason) {
        Optional<Reply> before = report(block).reply();
        long afterMillis = block.age().toMillis();
        update(block, report -> report.replied(reply, reason, afterMillis));
        if (before.filter(reply::equals).isEmpty()) {
            log(block, reply, reason, afterMillis);
        }
    }

    private void log(TrackedBlock block, Reply reply, String reason, long afterMillis) {
        String line = "event=block-submitted node=" + node.endpoint() + " block=" + block.record() + " reply=" + reply
                + " after-ms=" + afterMillis + (reason.isEmpty() ? "" : " reason=\"" + reason + "\"");
        switch (reply) {
            case ACCEPTED, DUPLICATE, INCONCLUSIVE -> LOG.info(line);
            case REJECTED -> LOG.error(line);
            case REFUSED, TIMED_OUT, UNREACHABLE -> LOG.warn(line);
        }
    }

    private NodeReport report(TrackedBlock block) {
        return block.record().nodes().get(index);
    }

    private void update(TrackedBlock block, UnaryOperator<NodeReport> change) {
        TrackedBlock.Change made = block.update(index, change);
        if (!made.before().equals(made.after())) {
            listener.changed(block, made);
        }
    }

    /** Blocks that are on their way may arrive until {@code deadlineNanos} of {@link System#nanoTime}; questions end now. */
    void close(long deadlineNanos) {
        again.shutdownNow();
        BoundedThread.stop(first, deadlineNanos);
    }
}
