package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import neman.accounting.journal.JournalPosition;
import org.junit.jupiter.api.Test;

class LagMeterTest {
    private final AtomicLong nanos = new AtomicLong();
    private final LagMeter meter = new LagMeter(nanos::get);

    private void note(long end, long arrived) {
        meter.note(new JournalPosition(1, end), new JournalPosition(1, arrived));
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
    }

    private void assertLag(int seconds) {
        assertEquals(Duration.ofSeconds(seconds), meter.lag());
    }

    @Test
    void isZeroWhileEverythingArrives() {
        note(10, 10);
        note(20, 20);
        assertLag(0);
    }

    @Test
    void growsWhileNothingArrivesHoweverMuchIsAdded() {
        note(10, 0);
        note(20, 0);
        note(30, 5);
        assertLag(3);
    }

    @Test
    void oneThatKeepsAFewRecordsBehindIsNotEverLater() {
        note(10, 0);
        note(20, 10);
        note(30, 20);
        assertLag(1);
        note(30, 30);
        assertLag(0);
    }
}
