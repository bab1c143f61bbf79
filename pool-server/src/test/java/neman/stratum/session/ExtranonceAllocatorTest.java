package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
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
        assertTrue(allocator.takeOver(mine));
        assertFalse(allocator.takeOver(mine), "it is in use");
        allocator.release(mine);
        assertFalse(allocator.takeOver(mine), "what was credited under it could be credited again");
    }

    @Test
    void borrowsFromAnotherInstanceOnce() {
        int borrowed = 0xfe000005;
        assertTrue(allocator.takeOver(borrowed));
        assertTrue(allocator.isBorrowed(borrowed) && allocator.hasBorrowedFrom(Set.of(0xfe)));
        assertFalse(allocator.hasBorrowedFrom(Set.of(0xff)), "our own");
        allocator.release(borrowed);
        assertFalse(allocator.hasBorrowedFrom(Set.of(0xfe)));
        assertFalse(allocator.takeOver(borrowed), "what was credited under it could be credited again");
    }

    @Test
    void neverGivesBackWhatItGaveOutItself() {
        int given = allocator.allocate();
        allocator.release(given);
        assertFalse(allocator.takeOver(given));
        assertTrue(allocator.takeOver(given + 1));
        assertEquals(given + 2, allocator.allocate());
    }
}
