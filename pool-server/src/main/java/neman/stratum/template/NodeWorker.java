package neman.stratum.template;

import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A thread that asks one node one kind of question, again and again until the link is closed. */
abstract class NodeWorker {
    private static final Logger LOG = LoggerFactory.getLogger(NodeWorker.class);
    private static final long AFTER_BUG_NANOS = 1_000_000_000;

    private final NodeLink link;
    private final Thread thread;

    NodeWorker(NodeLink link, String what) {
        this.link = link;
        this.thread = new Thread(this::run, what + "-" + link.number());
        thread.setDaemon(true);
    }

    final NodeLink link() {
        return link;
    }

    final void start() {
        thread.start();
    }

    /** Ends a call under way; the next step follows. */
    final void interrupt() {
        thread.interrupt();
    }

    /** Ends a wait for work. */
    final void wake() {
        LockSupport.unpark(thread);
    }

    private void run() {
        while (!link.isClosed()) {
            try {
                step();
            } catch (RuntimeException e) {
                LOG.error("event=node-worker-failed worker={} node={}", thread.getName(), link.name(), e);
                LockSupport.parkNanos(AFTER_BUG_NANOS);
            }
            // Some interrupts mean one call. What ends the loop is that the link is closed.
            Thread.interrupted();
        }
    }

    /** Waits for work, or does some. */
    abstract void step();
}
