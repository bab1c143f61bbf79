package neman.stratum.template;

import java.util.concurrent.locks.LockSupport;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.NodeException;

/** Asks a node for a template when it is told to. */
final class TemplateFetcher extends NodeWorker {
    private volatile long dueNanos = NodeOrders.NEVER;
    private volatile boolean busy;

    TemplateFetcher(NodeLink link) {
        super(link, "template");
    }

    /** As {@link NodeOrders#fetchAt}. */
    void fetchAt(long nanos) {
        if (!busy && dueNanos != nanos) {
            dueNanos = nanos;
            wake();
        }
    }

    @Override
    void step() {
        long due = dueNanos;
        if (due == NodeOrders.NEVER) {
            LockSupport.park(this);
            return;
        }
        long waitNanos = due - System.nanoTime();
        if (waitNanos > 0) {
            LockSupport.parkNanos(this, waitNanos);
            return;
        }
        busy = true;
        dueNanos = NodeOrders.NEVER;
        fetch();
    }

    private void fetch() {
        try {
            link().deliver(ask());
        } catch (NodeException e) {
            if (!link().isClosed()) {
                link().reports().onNoTemplate(link().number(), e.getMessage());
                link().lookAgain();
            }
        }
    }

    /** What comes of it makes the next order, so that is taken from then on. */
    private BlockTemplate ask() throws NodeException {
        try {
            return link().client().blockTemplate();
        } finally {
            busy = false;
        }
    }
}
