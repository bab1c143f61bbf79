package neman.stratum.share;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class VersionRollingTest {
    private static final int MASK = 0x1fffe000;

    /** BIP310: (job & ~mask) | (bits & mask); a pool that ORs cannot clear bits that are set in the job. */
    @Test
    void bitsOfTheJobInsideTheMaskAreReplaced() {
        assertEquals(0x20000000, VersionRolling.version(0x20002000, MASK, 0));
        assertEquals(0x20004000, VersionRolling.version(0x20002000, MASK, 0x4000));
        assertEquals(0x20002000, VersionRolling.version(0x20002000, 0, 0x4000));
    }

    @Test
    void outsideTheMaskOnlyNothingOrTheJobsOwnBits() {
        assertTrue(VersionRolling.isWithin(0x20000000, MASK, 0x1fffe000));
        assertTrue(VersionRolling.isWithin(0x20000000, MASK, 0x20002000));
        assertFalse(VersionRolling.isWithin(0x20000000, MASK, 0x40002000));
        assertFalse(VersionRolling.isWithin(0x20000000, MASK, 0x00001000));
        assertFalse(VersionRolling.isWithin(0x20000004, MASK, 0x20000000), "part of the job's bits");
    }
}
