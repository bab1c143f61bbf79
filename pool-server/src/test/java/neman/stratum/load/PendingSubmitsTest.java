package neman.stratum.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PendingSubmitsTest {
    @Test
    void answersComeInAnyOrder() {
        PendingSubmits pending = new PendingSubmits(10);
        Random random = new Random(1);
        List<Long> sent = new ArrayList<>();
        for (int round = 0; round < 200; round++) {
            for (int i = 0; i < random.nextInt(40); i++) {
                sent.add(pending.add(1_000 + 10 + round));
            }
            Collections.shuffle(sent, random);
            while (sent.size() > 20) {
                assertTrue(pending.remove(sent.remove(0)) >= 1_010);
            }
            assertEquals(sent.size(), pending.waiting());
        }
    }

    @Test
    void answersToNothingAreTold() {
        PendingSubmits pending = new PendingSubmits(10);
        long id = pending.add(77);
        assertEquals(PendingSubmits.UNKNOWN, pending.remove(9));
        assertEquals(PendingSubmits.UNKNOWN, pending.remove(id + 1));
        assertEquals(77, pending.remove(id));
        assertEquals(PendingSubmits.UNKNOWN, pending.remove(id));
    }

    @Test
    void itIsFullWhenTheOldestAnswerIsMissingForTooLong() {
        PendingSubmits pending = new PendingSubmits(10);
        for (int i = 0; i < LoadSettings.MAX_OUTSTANDING; i++) {
            assertFalse(pending.isFull());
            pending.add(i);
        }
        assertTrue(pending.isFull());
        pending.remove(10);
        assertFalse(pending.isFull());
    }
}
