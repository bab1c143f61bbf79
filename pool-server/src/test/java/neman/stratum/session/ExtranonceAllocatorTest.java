package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import neman.accounting.journal.InstanceIdentity;
import org.junit.jupiter.api.Test;

class ExtranonceAllocatorTest {
    private final ExtranonceAllocator allocator = new ExtranonceAllocator(new InstanceIdentity(255, 1));

    @Test
    void carriesTheInstanceAndIsNotGivenAgainSoon() {
        int first = allocator.allocate();
        assertEquals(0xff, first >>> 24);
        allocator.release(first);
        assertNotEquals(first, allocator.allocate());
    }

    @Test
    void skipsLiveSessionsAfterItsNumbersHaveComeRound() {
        int living = allocator.allocate();
        int second = allocator.allocate();
        allocator.release(second);
        for (int i = 2; i < 1 << 24; i++) {
            allocator.release(allocator.allocate());
        }
        assertEquals(second, allocator.allocate());
        assertNotEquals(living, second);
    }

    @Test
    void givesBackNumbersOfAnEarlierStartThatNobodyHadSince() {
        int mine = 0xff000005;
        assertTrue(allocator.reclaim(mine));
        assertFalse(allocator.reclaim(mine), "it is in use");
        allocator.release(mine);
        assertFalse(allocator.reclaim(mine), "what was credited under it could be credited again");
        assertFalse(allocator.reclaim(0xfe000005), "another instance's");
    }

    @Test
    void neverGivesBackWhatItGaveOutItself() {
        int given = allocator.allocate();
        allocator.release(given);
        assertFalse(allocator.reclaim(given));
        assertTrue(allocator.reclaim(given + 1));
        assertEquals(given + 2, allocator.allocate());
    }
}
