package neman.accounting.faults;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what other processes do. */
final class Waiting {
    /** Only what hangs comes to it: on a machine with too much to do a process takes minutes to start. */
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    private static final long POLL_NANOS = 10_000_000;

    private Waiting() {}

    /** What fails while waiting is not so yet. */
    static void until(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        Exception last = null;
        while (true) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception e) {
                last = e;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not so after " + DEADLINE + ": " + what, last);
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
    }

    /** Lets time pass: not a wait for something, but a moment that chance chose. */
    static void pass(long nanos) {
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(Math.min(left, POLL_NANOS));
        }
    }
}
