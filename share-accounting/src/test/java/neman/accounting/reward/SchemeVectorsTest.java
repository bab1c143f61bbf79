package neman.accounting.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.Test;

/**
 * PROP and SOLO with the shares of the PPLNS vectors: network difficulties 1000 and 1200 stand here as 5 and 6, and share
 * difficulties shrink by the same 200. Amounts computed by hand from the weights that the comments state.
 */
class SchemeVectorsTest {
    private static final int NETWORK_1000 = 0x1c333300;
    private static final int NETWORK_1200 = 0x1c2aaa80;
    private static final int SCALE = 200;
    private static final long REWARD = 313_734_567;
    private static final int ONE_PERCENT = 100;
    private static final Hash256 BLOCK = Hash256.ofDoubleSha256(new byte[] {1});

    private final RewardWindow prop = RewardPolicy.PROP.newWindow();
    private long sequence;

    private static long units(int difficulty) {
        return difficulty * Difficulty.UNITS_PER_ONE / SCALE;
    }

    private void share(String account, int difficulty, int nbits) {
        prop.add(++sequence, account, units(difficulty), nbits);
    }

    /** A block, and behind it its winning share as the intake brings it. */
    private FrozenWindow block(String account, int difficulty, int nbits) {
        FrozenWindow frozen = prop.freeze(new WinningShare(++sequence, account, units(difficulty), nbits));
        prop.startNextRound();
        if (difficulty > 0) {
            prop.addWinner(++sequence, account, units(difficulty), nbits);
        }
        return frozen;
    }

    private static Allocation split(FrozenWindow window) {
        return RewardSplit.split(REWARD, ONE_PERCENT, window, BLOCK);
    }

    private void theSharesOfTheVectors() {
        share("a", 400, NETWORK_1000);
        share("b", 300, NETWORK_1000);
        share("a", 500, NETWORK_1000);
        share("c", 700, NETWORK_1000);
        share("b", 600, NETWORK_1200);
    }

    /** Weights in tenths of a block: a 4 + 5 + the winner's 10 = 19, b 3 + 5 = 8, c 7; 34 in all. */
    @Test
    void propPaysAllSharesSinceTheLastBlockAndTheWinner() {
        theSharesOfTheVectors();
        Allocation allocation = split(block("a", 1200, NETWORK_1200));
        assertEquals(3_137_345, allocation.feeSats());
        assertEquals(0, allocation.continuitySats());
        // 310,597,222 × 19/34 = 173,569,035.8.., × 8/34 = 73,081,699.3.., × 7/34 = 63,946,486.9..; the two left go to c
        // and a.
        assertEquals(Map.of("a", 173_569_036L, "b", 73_081_699L, "c", 63_946_487L), allocation.sats());
    }

    @Test
    void propBeginsAnewBehindABlockAndCountsTheWinnerOnce() {
        theSharesOfTheVectors();
        block("a", 1200, NETWORK_1200);
        share("b", 300, NETWORK_1200);
        share("c", 100, NETWORK_1200);
        FrozenWindow second = block("c", 200, NETWORK_1200);
        assertEquals(8, second.firstSequence());
        assertEquals(9, second.lastSequence());
        // 310,597,222 in two halves.
        assertEquals(Map.of("b", 155_298_611L, "c", 155_298_611L), split(second).sats());
        FrozenWindow third = block("b", 700, NETWORK_1000);
        assertEquals(Map.of("b", 310_597_222L), split(third).sats());
        assertEquals(third.lastSequence() + 1, third.firstSequence());
    }

    @Test
    void propWithNoCreditedShareAtAllGoesToContinuity() {
        Allocation allocation = split(block("a", 0, NETWORK_1000));
        assertEquals(Map.of(), allocation.sats());
        assertEquals(310_597_222, allocation.continuitySats());
    }

    @Test
    void propShowsWhatAStrangersBlockWouldPay() {
        share("a", 300, NETWORK_1000);
        assertEquals(Map.of("a", 310_597_222L), split(prop.preview(2)).sats());
        assertThrows(IllegalArgumentException.class, () -> prop.preview(1));
        assertThrows(IllegalArgumentException.class, () -> prop.add(1, "a", 1, NETWORK_1000));
    }

    @Test
    void soloPaysTheFinderAllButTheFee() {
        RewardWindow solo = RewardPolicy.SOLO.newWindow();
        solo.add(1, "a", units(400), NETWORK_1000);
        FrozenWindow credited = solo.freeze(new WinningShare(2, "b", units(1200), NETWORK_1200));
        assertEquals(Map.of("b", 310_597_222L), split(credited).sats());
        assertEquals(0, split(credited).continuitySats());
        solo.startNextRound();
        solo.addWinner(3, "b", units(1200), NETWORK_1200);
        FrozenWindow uncredited = solo.freeze(new WinningShare(4, "c", 0, NETWORK_1200));
        assertEquals(Map.of("c", 310_597_222L), split(uncredited).sats());
        assertTrue(solo.preview(5).work().isEmpty());
    }

    @Test
    void aPolicyKnowsItsWindows() {
        share("a", 300, NETWORK_1000);
        FrozenWindow ofProp = prop.preview(2);
        FrozenWindow ofSolo = RewardPolicy.SOLO.newWindow().freeze(new WinningShare(2, "b", 1, NETWORK_1200));
        FrozenWindow ofPplns = RewardPolicy.DEFAULT.newWindow().preview(2);
        assertTrue(RewardPolicy.PROP.allows(ofProp));
        assertTrue(RewardPolicy.SOLO.allows(ofSolo));
        assertTrue(RewardPolicy.DEFAULT.allows(ofPplns));
        assertFalse(RewardPolicy.PROP.allows(ofPplns));
        assertFalse(RewardPolicy.SOLO.allows(ofProp));
        assertFalse(RewardPolicy.DEFAULT.allows(ofProp));
        assertThrows(
                IllegalArgumentException.class,
                () -> new RewardPolicy(RewardScheme.SOLO, BigDecimal.TEN, RewardPolicy.VERSION));
        assertEquals(BigInteger.ONE, ofSolo.capacity());
    }
}
