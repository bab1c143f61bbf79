package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;

class ExtranonceAllocatorTest {
    @Test
    void carriesTheInstanceAndIsNotGivenAgainSoon() {
        ExtranonceAllocator allocator = new ExtranonceAllocator(255);
        int first = allocator.allocate();
        assertEquals(0xff, first >>> 24);
        allocator.release(first);
        assertNotEquals(first, allocator.allocate());
    }

    @Test
    void skipsLiveSessionsAfterItsNumbersHaveComeRound() {
        ExtranonceAllocator allocator = new ExtranonceAllocator(1);
        int living = allocator.allocate();
        int last = living;
        for (int i = 1; i < 1 << 24; i++) {
            last = allocator.allocate();
            allocator.release(last);
        }
        assertEquals(0x01000000, last);
        assertNotEquals(living, allocator.allocate());
    }
}
