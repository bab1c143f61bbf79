package neman.console.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.javalin.http.ServiceUnavailableResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AnswerCacheTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private Instant now = Instant.parse("2026-11-22T16:00:00Z");
    private final AnswerCache cache = new AnswerCache(() -> now, Duration.ofMillis(50));
    private final AtomicInteger asked = new AtomicInteger();

    @Test
    void asksOnceInItsTime() {
        assertEquals("1", get("a"));
        assertEquals("1", get("a"));
        assertEquals("2", get("b"));

        now = now.plus(SECOND);
        assertEquals("3", get("a"));
    }

    @Test
    void forgetsWhatWasAskedForLongestAgo() {
        get("first");
        for (int i = 0; i < 512; i++) {
            get("other " + i);
        }

        assertEquals("514", get("first"));
        assertEquals("513", get("other 511"));
    }

    @Test
    void doesNotKeepAFailure() {
        assertThrows(
                IllegalStateException.class,
                () -> cache.get("a", SECOND, () -> {
                    throw new IllegalStateException("away");
                }));

        assertEquals("1", get("a"));
    }

    @Test
    void refusesWhatWouldWaitTooLong() throws Exception {
        ExecutorService askers = Executors.newFixedThreadPool(AnswerCache.MAX_QUESTIONS);
        CountDownLatch asking = new CountDownLatch(AnswerCache.MAX_QUESTIONS);
        CountDownLatch answered = new CountDownLatch(1);
        List<Future<byte[]>> slow = new ArrayList<>();
        for (int i = 0; i < AnswerCache.MAX_QUESTIONS; i++) {
            String key = "slow " + i;
            slow.add(askers.submit(() -> cache.get(key, SECOND, () -> {
                asking.countDown();
                answered.await();
                return key;
            })));
        }
        asking.await();

        assertThrows(ServiceUnavailableResponse.class, () -> get("a"));

        answered.countDown();
        for (Future<byte[]> answer : slow) {
            answer.get();
        }
        assertEquals("1", get("a"));
        askers.shutdown();
    }

    private String get(String key) {
        return new String(cache.get(key, SECOND, asked::incrementAndGet), StandardCharsets.UTF_8);
    }
}
