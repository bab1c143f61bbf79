package neman.stratum.template;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeException;

/**
 * Waits at a leading node for its next template (BIP22 long polling).
 *
 * <p>A long poll is not given up while the tip stands: Bitcoin Core does not notice that nobody waits any more, and holds one
 * of its few RPC threads for each until the tip or the mempool changes. So it may last for hours, and is ended only when the
 * tip is known to be another and it has not said so, as after a break in the network that closed no connection.
 */
final class LongPoller extends NodeWorker {
    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final long STUCK_NANOS = Duration.ofSeconds(10).toNanos();
    private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(1).toNanos();

    /** The newest template of the node. */
    private volatile BlockTemplate followed;

    private volatile Hash256 waitingOn;
    private long otherTipNanos;

    LongPoller(NodeLink link) {
        super(link, "long-poll");
    }

    /** Waits for what comes after this template. */
    void follow(BlockTemplate template) {
        followed = template;
        wake();
    }

    boolean isUnderWay() {
        return waitingOn != null;
    }

    /** Called by one thread. */
    void endIfStuck(Hash256 tip) {
        Hash256 waits = waitingOn;
        if (waits == null || waits.equals(tip)) {
            otherTipNanos = System.nanoTime();
        } else if (System.nanoTime() - otherTipNanos >= STUCK_NANOS) {
            interrupt();
        }
    }

    @Override
    void step() {
        BlockTemplate template = followed;
        if (!link().isLeading() || template == null || template.longPollId().isEmpty()) {
            LockSupport.park(this);
            return;
        }
        try {
            waitingOn = template.previousBlock();
            BlockTemplate next =
                    link().client().awaitTemplate(template.longPollId().get(), PATIENCE);
            waitingOn = null;
            link().deliver(next);
        } catch (NodeException e) {
            waitingOn = null;
            link().lookAgain();
            Thread.interrupted();
            if (!link().isClosed()) {
                LockSupport.parkNanos(this, AFTER_FAILURE_NANOS);
            }
        }
    }
}
