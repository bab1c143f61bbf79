package neman.accounting.transport;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RedisLinkTest {
    /** Else shares would wait behind the end of a long outage. */
    @Test
    void aServerThatWasAwayForLongIsLookedForAsOftenAsAtFirst() {
        for (long attempt = 1; attempt <= 10_000; attempt++) {
            Duration pause = RedisLink.RECONNECT.createDelay(attempt);
            assertTrue(pause.toMillis() > 0 && pause.compareTo(Duration.ofSeconds(1)) <= 0, attempt + ": " + pause);
        }
    }
}
