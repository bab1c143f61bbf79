package neman.stratum.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HeaderSetTest {
    @Test
    void doesWhatASetDoes() {
        Random random = new Random(1);
        HeaderSet set = new HeaderSet();
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            long value = random.nextInt(500) * (random.nextBoolean() ? 1L : 1L << 32); // many collide, one is zero
            switch (random.nextInt(3)) {
                case 0 -> {
                    set.add(value);
                    model.add(value);
                }
                case 1 -> {
                    set.remove(value);
                    model.remove(value);
                }
                default -> assertEquals(model.contains(value), set.contains(value));
            }
        }
    }

    @Test
    void isFullAtItsBound() {
        HeaderSet set = new HeaderSet();
        for (long value = 1; value < HeaderSet.MAX_HEADERS; value++) {
            set.add(value);
            set.add(value);
        }
        assertFalse(set.isFull());
        set.add(-1);
        assertTrue(set.isFull());
    }
}
