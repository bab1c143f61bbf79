package neman.accounting.journal;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Counts what it is told. */
public final class CountingWaiter implements JournalWaiter {
    private final AtomicInteger durable = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();

    @Override
    public void onDurable() {
        durable.incrementAndGet();
    }

    @Override
    public void onFailure(IOException cause) {
        failed.incrementAndGet();
    }

    public int durable() {
        return durable.get();
    }

    public int failed() {
        return failed.get();
    }

    public void awaitDurable(int count) {
        await(() -> durable.get() + failed.get() >= count);
    }

    /** Fails after 20 seconds. */
    public static void await(BooleanSupplier condition) {
        await(Duration.ofSeconds(20), condition);
    }

    public static void await(Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not so within " + patience.toSeconds() + " seconds");
            }
            LockSupport.parkNanos(5_000_000);
        }
    }
}
