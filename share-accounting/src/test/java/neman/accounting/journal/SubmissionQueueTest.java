package neman.accounting.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SubmissionQueueTest {
    private static final JournalRecord RECORD = new BarrierRecord(Records.hash(new Random(1)));
    private static final JournalRecord[] NOTHING = {};

    @Test
    void refusesWhenFullAndKeepsOrder() {
        SubmissionQueue queue = new SubmissionQueue(16);
        List<JournalWaiter> in = new ArrayList<>();
        List<JournalWaiter> out = new ArrayList<>();
        for (int round = 0; round < 5; round++) {
            for (int i = 0; i < 16; i++) {
                JournalWaiter waiter = new CountingWaiter();
                assertTrue(queue.offer(waiter, RECORD, NOTHING));
                in.add(waiter);
            }
            assertFalse(queue.offer(new CountingWaiter(), RECORD, NOTHING));
            for (int i = 0; i < 16; i++) {
                assertTrue(queue.poll((waiter, first, others) -> out.add(waiter)));
            }
            assertFalse(queue.poll((waiter, first, others) -> out.add(waiter)));
        }
        assertEquals(in, out);
    }
}
