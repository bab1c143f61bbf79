package neman.accounting.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SubmissionQueueTest {
    private static final JournalRecord[] NOTHING = {};

    @Test
    void refusesWhenFullAndKeepsOrder() {
        SubmissionQueue queue = new SubmissionQueue(16);
        List<JournalWaiter> in = new ArrayList<>();
        List<JournalWaiter> out = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 16; i++) {
                JournalWaiter waiter = new CountingWaiter();
                assertTrue(queue.offer(waiter, NOTHING));
                in.add(waiter);
            }
            assertFalse(queue.offer(new CountingWaiter(), NOTHING));
            for (int i = 0; i < 16; i++) {
                assertTrue(queue.poll((waiter, records) -> out.add(waiter)));
            }
            assertFalse(queue.poll((waiter, records) -> out.add(waiter)));
        }
        assertEquals(in, out);
    }
}
