package neman.deploy.wiring;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C and SIGTERM, turned into something that the main thread waits for. The main thread ends everything itself and
 * then calls {@link #close}; the virtual machine waits for that, though never longer than {@link #PATIENCE}.
 */
public final class StopSignal implements AutoCloseable {
    /** Process managers often kill after 10 s. */
    static final Duration PATIENCE = Duration.ofMillis(9_700);

    private final CountDownLatch requested = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::onShutdown, "stop-signal");

    private StopSignal() {}

    public static StopSignal install() {
        StopSignal signal = new StopSignal();
        Runtime.getRuntime().addShutdownHook(signal.hook);
        return signal;
    }

    private void onShutdown() {
        requested.countDown();
        boolean clean = false;
        try {
            clean = ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        // A stop on request is a success; left to itself the virtual machine would answer 130 or 143.
        Runtime.getRuntime().halt(clean ? 0 : 1);
    }

    public boolean isRequested() {
        return requested.getCount() == 0;
    }

    /** Waits for the signal, at most {@code patience}; true when it came. */
    public boolean await(Duration patience) throws InterruptedException {
        return requested.await(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Everything has ended: the process may. */
    @Override
    public void close() {
        ended.countDown();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The signal came, so the hook is running and about to end the process.
            return;
        }
    }
}
