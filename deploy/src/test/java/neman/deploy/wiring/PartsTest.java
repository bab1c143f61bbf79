package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PartsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final List<String> ended = Collections.synchronizedList(new ArrayList<>());

    @Test
    void endTheLastStartedFirst() throws Exception {
        try (Parts parts = new Parts(() -> false)) {
            parts.add("services", PATIENCE, () -> ended.add("services"));
            parts.add("miners", PATIENCE, () -> ended.add("miners"));
        }
        assertEquals(List.of("miners", "services"), ended);
    }

    @Test
    void aPartThatFailsDoesNotKeepTheOthersFromEnding() throws Exception {
        try (Parts parts = new Parts(() -> false)) {
            parts.add("services", PATIENCE, () -> ended.add("services"));
            parts.add("miners", PATIENCE, () -> {
                throw new IllegalStateException("broken");
            });
        }
        assertEquals(List.of("services"), ended);
    }

    @Test
    void aPartThatHangsIsLeftAndInterrupted() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        try (Parts parts = new Parts(() -> false)) {
            parts.add("services", PATIENCE, () -> ended.add("services"));
            parts.add("miners", Duration.ofMillis(20), () -> {
                try {
                    never.await();
                } finally {
                    interrupted.countDown();
                }
            });
        }
        assertEquals(List.of("services"), ended);
        assertTrue(interrupted.await(5, TimeUnit.SECONDS));
    }

    @Test
    void aStartThatIsNoLongerWantedGoesNoFurtherAndLeavesNothing() {
        Parts parts = new Parts(() -> true);
        assertThrows(StoppedException.class, () -> parts.add("services", PATIENCE, () -> ended.add("services")));
        parts.close();
        assertEquals(List.of("services"), ended);
    }
}
