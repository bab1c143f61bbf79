package neman.stratum.session;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings what the journal's writer thread completes back to one event loop: one hop for all shares of a force, not one each,
 * and one flush for each connection behind them. Bounded by the journal's queue, which holds every share that is not complete.
 */
final class Completions {
    private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

    private final EventExecutor loop;
    private final Runnable afterBatch;
    /** Filled by any thread while the loop empties the other; both change hands under this object's lock. */
    private List<Runnable> filling = new ArrayList<>();

    private List<Runnable> emptied = new ArrayList<>();

    /** @param afterBatch called on the loop when all that was complete has run */
    Completions(EventExecutor loop, Runnable afterBatch) {
        this.loop = loop;
        this.afterBatch = afterBatch;
    }

    /** Any thread; {@code work} runs on the event loop, in the order of the calls. */
    void run(Runnable work) {
        if (add(work)) {
            try {
                loop.execute(this::runAll);
            } catch (RejectedExecutionException e) {
                take().clear(); // the loop has ended, and with it every connection that could be answered
            }
        }
    }

    /** Returns whether it is the first of a batch, for which nobody has called the loop yet. */
    private synchronized boolean add(Runnable work) {
        filling.add(work);
        return filling.size() == 1;
    }

    private synchronized List<Runnable> take() {
        List<Runnable> batch = filling;
        filling = emptied;
        emptied = batch;
        return batch;
    }

    private void runAll() {
        List<Runnable> batch = take();
        for (int i = 0; i < batch.size(); i++) {
            runOne(batch.get(i));
        }
        batch.clear();
        afterBatch.run();
    }

    /** A defect in one connection's answer must not cost the others theirs. */
    private static void runOne(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("event=completion-failed", e);
        }
    }
}
