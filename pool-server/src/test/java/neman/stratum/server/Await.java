package neman.stratum.server;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assertions;

/** Waits for what other threads do; the deadline is for a machine under load, and costs nothing where all is well. */
public final class Await {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private Await() {}

    public static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                Assertions.fail("still not so after " + DEADLINE + ": " + what);
            }
            LockSupport.parkNanos(2_000_000);
        }
    }
}
