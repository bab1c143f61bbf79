package neman.accounting.alarm;

import static neman.accounting.alarm.AlarmCode.REDIS_AWAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import neman.accounting.alarm.AlarmWatch.Look;
import neman.accounting.journal.CountingWaiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AlarmWatchTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AlarmBook book = new AlarmBook(new SetClock());
    private final AtomicLong nanos = new AtomicLong();
    private final AlarmWatch watch = new AlarmWatch(book, nanos::get);
    private final AtomicInteger looks = new AtomicInteger();
    private volatile Callable<Optional<String>> answer = Optional::empty;

    @AfterEach
    void close() {
        watch.close();
    }

    private Optional<String> look() throws Exception {
        looks.incrementAndGet();
        return answer.call();
    }

    private void begin() {
        watch.add(new Look(REDIS_AWAY, "redis", Duration.ofMillis(1), PATIENCE, this::look));
    }

    /** One that began after now, and another so that its judgement is done. */
    private void awaitLooks() {
        int before = looks.get();
        CountingWaiter.await(() -> looks.get() >= before + 3);
    }

    private void awaitOpen(boolean open) {
        CountingWaiter.await(() -> book.isOpen(REDIS_AWAY, "redis") == open);
    }

    @Test
    void raisesWhatIsWrongForLongAndClearsItAtOnce() {
        answer = () -> Optional.of("no answer");
        begin();
        awaitLooks();
        assertFalse(book.isOpen(REDIS_AWAY, "redis"), "it may be for a moment only");
        nanos.addAndGet(PATIENCE.toNanos());
        awaitOpen(true);
        assertEquals("no answer", book.open().get(0).alarm().message());
        answer = Optional::empty;
        awaitOpen(false);
        answer = () -> Optional.of("no answer");
        awaitLooks();
        assertFalse(book.isOpen(REDIS_AWAY, "redis"), "the time counts from its beginning");
    }

    @Test
    void aLookThatTakesLongIsPatienceEnough() {
        answer = () -> {
            nanos.addAndGet(PATIENCE.toNanos());
            return Optional.of("no answer in time");
        };
        watch.add(new Look(REDIS_AWAY, "redis", Duration.ofDays(1), PATIENCE, this::look));
        awaitOpen(true);
        assertEquals(1, looks.get());
    }

    @Test
    void aLookThatFailsIsAProblem() {
        answer = () -> {
            throw new IllegalStateException("nothing there");
        };
        begin();
        awaitLooks();
        nanos.addAndGet(PATIENCE.toNanos());
        awaitOpen(true);
        assertEquals(
                "IllegalStateException: nothing there",
                book.open().get(0).alarm().message());
    }
}
