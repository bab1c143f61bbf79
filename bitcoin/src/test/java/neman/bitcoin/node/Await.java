package neman.bitcoin.node;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process does: asks every 10 ms until it is there or the deadline has passed. */
final class Await {
    private static final long POLL_NANOS = 10_000_000;

    private Await() {}

    interface Probe<T> {
        Optional<T> ask() throws IOException;
    }

    static <T> T present(String what, Duration patience, Probe<T> probe) throws IOException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (System.nanoTime() < deadline) {
            Optional<T> found = probe.ask();
            if (found.isPresent()) {
                return found.get();
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        throw new AssertionError(what + " did not come within " + patience);
    }
}
