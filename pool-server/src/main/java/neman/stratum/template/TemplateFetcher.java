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

    /** What is reported makes the next order, so it is taken from then on. */
    private void fetch() {
        try {
            BlockTemplate template = link().client().blockTemplate();
            busy = false;
            link().deliver(template);
        } catch (NodeException e) {
            busy = false;
            if (!link().isClosed()) {
                link().reports().onNoTemplate(link().number(), e.getMessage());
                link().lookAgain();
            }
        }
    }
}
