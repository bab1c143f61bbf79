package neman.accounting.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;
import neman.bitcoin.Target;
import org.junit.jupiter.api.Test;

/**
 * The vectors of the design, §4. Their network difficulties 1000 and 1200 stand here as 5 and 6, which compact targets
 * express exactly; share difficulties shrink by the same 200, so every weight is the same fraction.
 */
class RewardVectorsTest {
    private static final int NETWORK_1000 = 0x1c333300;
    private static final int NETWORK_1200 = 0x1c2aaa80;
    private static final int SCALE = 200;

    private static final long REWARD = 313_734_567;
    private static final int ONE_PERCENT = 100;
    private static final Hash256 BLOCK = Hash256.ofDoubleSha256(new byte[] {1});

    private final PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());
    private long sequence;

    private void share(String account, int difficulty, int nbits) {
        long units = difficulty * Difficulty.UNITS_PER_ONE / SCALE;
        window.add(++sequence, account, units, nbits);
    }

    private Allocation split() {
        return RewardSplit.split(REWARD, ONE_PERCENT, window.freeze(sequence + 1), BLOCK);
    }

    @Test
    void theTwoTargetsAreExactlyAFifthAndASixthOfDifficultyOne() {
        BigInteger one = Target.DIFFICULTY_1.value();
        assertEquals(one, Target.ofCompact(NETWORK_1000).value().multiply(BigInteger.valueOf(5)));
        assertEquals(one, Target.ofCompact(NETWORK_1200).value().multiply(BigInteger.valueOf(6)));
    }

    @Test
    void acrossARetargetWhereTheOldestShareJustFallsOut() {
        share("a", 400, NETWORK_1000);
        share("b", 300, NETWORK_1000);
        share("a", 500, NETWORK_1000);
        share("c", 700, NETWORK_1000);
        share("b", 600, NETWORK_1200);
        // The winning share, a 1200/1200, is excluded: it is added only behind the block.
        Allocation allocation = split();
        assertEquals(3_137_345, allocation.feeSats());
        assertEquals(0, allocation.continuitySats());
        assertEquals(Map.of("a", 77_649_305L, "b", 124_238_889L, "c", 108_709_028L), allocation.sats());
        FrozenWindow frozen = window.freeze(sequence + 1);
        assertEquals(2, frozen.firstSequence());
        assertEquals(5, frozen.lastSequence());
        assertEquals(EdgeFraction.WHOLE, frozen.edge());
    }

    @Test
    void withTheEdgeInTheMiddleOfAShare() {
        share("a", 400, NETWORK_1000);
        share("a", 400, NETWORK_1000);
        share("c", 500, NETWORK_1000);
        share("c", 700, NETWORK_1000);
        share("b", 700, NETWORK_1200);
        Allocation allocation = split();
        assertEquals(Map.of("a", 33_648_032L, "b", 90_590_857L, "c", 186_358_333L), allocation.sats());
        FrozenWindow frozen = window.freeze(sequence + 1);
        assertEquals(2, frozen.firstSequence());
        // 2 − 700/1200 − 1200/1000 = 13/60 of a block are left for a share of 400/1000.
        assertEquals("13/24", frozen.edge().toString());
        assertEquals(frozen.capacity(), frozen.totalWork());
    }

    @Test
    void atAColdStart() {
        share("a", 400, NETWORK_1000);
        share("b", 300, NETWORK_1000);
        share("c", 300, NETWORK_1000);
        Allocation allocation = split();
        assertEquals(3_137_345, allocation.feeSats());
        assertEquals(155_298_611, allocation.continuitySats());
        assertEquals(Map.of("a", 62_119_445L, "b", 46_589_583L, "c", 46_589_583L), allocation.sats());
        assertEquals(EdgeFraction.WHOLE, window.freeze(sequence + 1).edge());
    }

    @Test
    void withNoShareAtAllEverythingIsContinuity() {
        FrozenWindow frozen = window.freeze(7);
        assertEquals(7, frozen.firstSequence());
        assertEquals(6, frozen.lastSequence());
        Allocation allocation = RewardSplit.split(REWARD, ONE_PERCENT, frozen, BLOCK);
        assertEquals(REWARD - 3_137_345, allocation.continuitySats());
        assertEquals(Map.of(), allocation.sats());
    }

    @Test
    void aShareThatFillsTheWindowExactlyPushesTheOldestOut() {
        share("a", 1000, NETWORK_1000);
        share("b", 1000, NETWORK_1000);
        share("c", 1000, NETWORK_1000);
        FrozenWindow frozen = window.freeze(sequence + 1);
        assertEquals(2, frozen.firstSequence());
        assertEquals(EdgeFraction.WHOLE, frozen.edge());
        assertEquals(new TreeMap<>(frozen.work()).keySet(), Set.of("b", "c"));
    }

    @Test
    void aShareLargerThanTheWindowStandsAlone() {
        share("a", 1000, NETWORK_1000);
        share("b", 5000, NETWORK_1000);
        FrozenWindow frozen = window.freeze(sequence + 1);
        assertEquals("2/5", frozen.edge().toString());
        assertEquals(Map.of("b", frozen.capacity()), frozen.work());
    }

    @Test
    void aTieGoesToTheLowestHashOfBlockAndAccount() {
        share("a", 1000, NETWORK_1000);
        share("b", 1000, NETWORK_1000);
        for (int i = 0; i < 20; i++) {
            Hash256 block = Hash256.ofDoubleSha256(new byte[] {(byte) i});
            boolean first = Arrays.compareUnsigned(tieHash(block, "a"), tieHash(block, "b")) < 0;
            Allocation allocation = RewardSplit.split(1, 0, window.freeze(sequence + 1), block);
            assertEquals(Map.of(first ? "a" : "b", 1L), allocation.sats());
        }
    }

    private static byte[] tieHash(Hash256 block, String account) {
        return Sha256.hash(block.toHeaderOrder(), account.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void feesAreRoundedDownAndReachFromNothingToAll() {
        share("a", 2000, NETWORK_1000);
        FrozenWindow frozen = window.freeze(sequence + 1);
        assertEquals(0, RewardSplit.split(99, 100, frozen, BLOCK).feeSats());
        assertEquals(Map.of("a", 99L), RewardSplit.split(99, 100, frozen, BLOCK).sats());
        assertEquals(99, RewardSplit.split(99, 10_000, frozen, BLOCK).feeSats());
        assertEquals(Map.of(), RewardSplit.split(0, 100, frozen, BLOCK).sats());
        assertThrows(IllegalArgumentException.class, () -> RewardSplit.split(99, 10_001, frozen, BLOCK));
        assertThrows(IllegalArgumentException.class, () -> RewardSplit.split(-1, 100, frozen, BLOCK));
    }

    @Test
    void sharesComeInOrderAndBeforeTheirBlock() {
        share("a", 400, NETWORK_1000);
        assertThrows(IllegalArgumentException.class, () -> window.add(1, "a", 1, NETWORK_1000));
        assertThrows(IllegalArgumentException.class, () -> window.add(2, "a", 0, NETWORK_1000));
        assertThrows(IllegalArgumentException.class, () -> window.freeze(1));
    }

    @Test
    void aWindowThatWasAlteredIsRefused() {
        share("a", 400, NETWORK_1000);
        FrozenWindow frozen = window.freeze(2);
        TreeMap<String, BigInteger> altered = new TreeMap<>(frozen.work());
        altered.put("b", BigInteger.ONE);
        assertThrows(
                IllegalArgumentException.class,
                () -> new FrozenWindow(1, 1, frozen.edge(), frozen.capacity(), altered, frozen.digest()));
    }

    @Test
    void aWindowSizeIsKeptExactlyOrRefused() {
        assertEquals(
                RewardPolicy.DEFAULT.capacity(),
                RewardPolicy.pplns(new BigDecimal("0.1")).capacity().multiply(BigInteger.valueOf(20)));
        assertEquals(RewardPolicy.DEFAULT, RewardPolicy.pplns(new BigDecimal("2.0")));
        assertThrows(IllegalArgumentException.class, () -> RewardPolicy.pplns(new BigDecimal("0.01")));
        assertThrows(IllegalArgumentException.class, () -> RewardPolicy.pplns(BigDecimal.ZERO));
        assertThrows(IllegalArgumentException.class, () -> RewardPolicy.pplns(new BigDecimal("101")));
    }

    @Test
    void millionsOfSharesAreKept() {
        for (int i = 0; i < 2_000_000; i++) {
            // A window of one million shares: 2 ÷ 10^6 of a block each, 0.01 of the network's difficulty 5000.
            window.add(++sequence, "account" + i % 1_000, Difficulty.UNITS_PER_ONE / 100_000, NETWORK_1000);
        }
        FrozenWindow frozen = window.freeze(sequence + 1);
        assertEquals(1_000, frozen.work().size());
        assertEquals(frozen.capacity(), frozen.totalWork());
    }
}
