package neman.bitcoin.block;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;

/** Vectors of the main chain from Bitcoin Core's {@code src/test/pow_tests.cpp} and {@code validation_tests.cpp}. */
class RetargetTest {
    private static int next(int nbits, long first, long last) {
        return Retarget.of(Network.MAINNET).nextNbits(nbits, first, last);
    }

    @Test
    void followsTheTimeThatThePeriodTook() {
        assertEquals(0x1d00d86a, next(0x1d00ffff, 1261130161, 1262152739), "blocks 30,240 to 32,255");
    }

    @Test
    void isNeverEasierThanTheEasiest() {
        assertEquals(0x1d00ffff, next(0x1d00ffff, 1231006505, 1233061996), "blocks 0 to 2,015");
        assertEquals(0x1e0377ae, Retarget.of(Network.SIGNET).nextNbits(0x1e0377ae, 0, 10_000_000));
    }

    @Test
    void changesByAFactorOfFourAtMost() {
        assertEquals(0x1c0168fd, next(0x1c05a3f4, 1279008237, 1279297671), "blocks 66,528 to 68,543");
        assertEquals(0x1d00e1fd, next(0x1c387f6f, 1263163443, 1269211443));
        assertEquals(0x1c0168fd, next(0x1c05a3f4, 1279008237, 1279008237 - 50), "time went backwards");
    }

    @Test
    void happensAtEveryMultipleOf2016() {
        assertTrue(Retarget.beginsPeriod(0));
        assertTrue(Retarget.beginsPeriod(840_672));
        assertFalse(Retarget.beginsPeriod(840_671));
        assertFalse(Retarget.of(Network.REGTEST).happens());
        assertTrue(Retarget.of(Network.TESTNET4).happens());
    }

    @Test
    void theSubsidyHalvesUntilThereIsNone() {
        assertEquals(5_000_000_000L, Subsidy.sats(Network.MAINNET, 0));
        assertEquals(5_000_000_000L, Subsidy.sats(Network.MAINNET, 209_999));
        assertEquals(2_500_000_000L, Subsidy.sats(Network.MAINNET, 210_000));
        assertEquals(312_500_000L, Subsidy.sats(Network.MAINNET, 840_000));
        assertEquals(1, Subsidy.sats(Network.MAINNET, 32 * 210_000));
        assertEquals(0, Subsidy.sats(Network.MAINNET, 33 * 210_000));
        assertEquals(0, Subsidy.sats(Network.MAINNET, 64 * 210_000));
        assertEquals(2_500_000_000L, Subsidy.sats(Network.REGTEST, 150));
        long all = 0;
        for (int height = 0; height < 7_000_000; height += 1_000) {
            all += Subsidy.sats(Network.MAINNET, height) * 1_000;
        }
        assertEquals(2_099_999_997_690_000L, all, "the number of bitcoins that will ever be");
    }
}
