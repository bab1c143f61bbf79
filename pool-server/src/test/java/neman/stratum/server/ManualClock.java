package neman.stratum.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands until it is moved. */
final class ManualClock implements InstantSource {
    private final AtomicLong startedNanos = new AtomicLong();
    private final AtomicLong millis = new AtomicLong(1_800_000_000_000L);

    @Override
    public Instant instant() {
        long started = startedNanos.get();
        long gone = started == 0 ? 0 : (System.nanoTime() - started) / 1_000_000;
        return Instant.ofEpochMilli(millis.get() + gone);
    }

    /** From now on it goes by itself. */
    void go() {
        startedNanos.set(System.nanoTime());
    }

    /** As {@link #go}, from the present on: where others have the machine's clock. */
    void goFromNow() {
        millis.set(System.currentTimeMillis());
        go();
    }

    void advance(Duration by) {
        millis.addAndGet(by.toMillis());
    }
}
