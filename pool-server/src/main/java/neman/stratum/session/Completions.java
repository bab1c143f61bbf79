package neman.stratum.session;

import io.netty.util.concurrent.EventExecutor;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Brings what the journal's writer thread completes back to one event loop: one hop for all shares of a force, not one each.
 * Bounded by the journal's queue, which holds every share that is not complete.
 */
final class Completions {
    private final EventExecutor loop;
    private final Queue<Runnable> complete = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean hopping = new AtomicBoolean();

    Completions(EventExecutor loop) {
        this.loop = loop;
    }

    /** Any thread; {@code work} runs on the event loop, in the order of the calls. */
    void run(Runnable work) {
        complete.add(work);
        if (hopping.compareAndSet(false, true)) {
            try {
                loop.execute(this::runAll);
            } catch (RejectedExecutionException e) {
                complete.clear(); // the loop has ended, and with it every connection that could be answered
            }
        }
    }

    private void runAll() {
        hopping.set(false);
        for (Runnable work = complete.poll(); work != null; work = complete.poll()) {
            work.run();
        }
    }
}
