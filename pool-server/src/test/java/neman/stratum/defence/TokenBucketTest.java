package neman.stratum.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TokenBucketTest {
    private static final long START = 1_000_000;

    private final TokenBucket bucket = new TokenBucket(10, START);

    @Test
    void givesABurstAndThenItsRate() {
        for (int i = 0; i < 20; i++) {
            assertTrue(bucket.take(START));
        }
        assertFalse(bucket.take(START));
        assertFalse(bucket.take(START + 99));
        assertTrue(bucket.take(START + 100));
        assertFalse(bucket.take(START + 100));
    }

    @Test
    void whatIsOwedIsWaitedFor() {
        for (int i = 0; i < 20; i++) {
            assertTrue(bucket.spend(START));
        }
        assertEquals(0, bucket.millisOwed(START));
        assertFalse(bucket.spend(START));
        assertFalse(bucket.spend(START));
        assertEquals(200, bucket.millisOwed(START));
        assertEquals(50, bucket.millisOwed(START + 150));
        assertEquals(0, bucket.millisOwed(START + 200));
    }

    @Test
    void holdsNoMoreThanItsBurst() {
        assertTrue(bucket.isFull(START + 1_000_000_000L));
        for (int i = 0; i < 20; i++) {
            assertTrue(bucket.take(START + 1_000_000_000L));
        }
        assertFalse(bucket.take(START + 1_000_000_000L));
    }

    @Test
    void aClockThatGoesBackGivesNothing() {
        for (int i = 0; i < 20; i++) {
            bucket.take(START);
        }
        assertFalse(bucket.take(START - 5_000));
        assertTrue(bucket.take(START - 4_900));
    }
}
