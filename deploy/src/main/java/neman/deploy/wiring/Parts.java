package neman.deploy.wiring;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a process has started, ended in the opposite order. Since services start first and miners are let in last, that is
 * the order in which shares flow: nothing is taken in that what stands behind could no longer store.
 *
 * <p>Each part gets a bounded time to end, because the whole must; one that hangs is left and the next is ended. Used by
 * one thread.
 */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private record Part(String name, Duration patience, AutoCloseable part) {}

    private final Deque<Part> started = new ArrayDeque<>();
    private final BooleanSupplier stopRequested;

    /** @param stopRequested asked after each part: a start that is no longer wanted goes no further */
    Parts(BooleanSupplier stopRequested) {
        this.stopRequested = stopRequested;
    }

    /**
     * @param patience how long its end is waited for
     * @throws StoppedException where the start is no longer wanted; the part is kept and ended with the others
     */
    <T extends AutoCloseable> T add(String name, Duration patience, T part) throws StoppedException {
        started.push(new Part(name, patience, part));
        if (stopRequested.getAsBoolean()) {
            throw new StoppedException();
        }
        return part;
    }

    @Override
    public void close() {
        while (!started.isEmpty()) {
            end(started.pop());
        }
    }

    private static void end(Part part) {
        long beganNanos = System.nanoTime();
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread ender = new Thread(
                () -> {
                    try {
                        part.part().close();
                    } catch (Exception e) {
                        failure.set(e);
                    }
                },
                "end-" + part.name());
        ender.setDaemon(true);
        ender.start();
        try {
            ender.join(part.patience().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        long tookMs = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        if (ender.isAlive()) {
            ender.interrupt();
            LOG.warn("event=part-not-ended part={} waited-ms={}", part.name(), tookMs);
        } else if (failure.get() != null) {
            LOG.warn("event=part-ended-badly part={}", part.name(), failure.get());
        } else {
            LOG.debug("event=part-ended part={} took-ms={}", part.name(), tookMs);
        }
    }
}
