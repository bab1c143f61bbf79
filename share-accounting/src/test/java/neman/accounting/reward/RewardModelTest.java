package neman.accounting.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import neman.accounting.reward.SlowRewardModel.Fraction;
import neman.accounting.reward.SlowRewardModel.Share;
import neman.bitcoin.Hash256;
import neman.bitcoin.Target;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random histories with retargets, gaps and blocks: window and split equal those of a slow model that shares no code. */
class RewardModelTest {
    private static final int[] NBITS = {0x1c333300, 0x1c2aaa80, 0x1d00ffff, 0x1c7fffff, 0x1c123457, 0x1e3fffff};
    private static final int HISTORIES = 40;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_122})
    void equalsTheSlowModel(long seed) {
        Random random = new Random(seed);
        for (int history = 0; history < HISTORIES; history++) {
            run(random, "seed " + seed + ", history " + history);
        }
    }

    private static void run(Random random, String name) {
        int tenths = 1 + random.nextInt(40);
        RewardPolicy policy = RewardPolicy.pplns(BigDecimal.valueOf(tenths, 1));
        Fraction size = new Fraction(BigInteger.valueOf(tenths), BigInteger.TEN);
        PplnsWindow window = new PplnsWindow(policy.capacity());
        List<Share> shares = new ArrayList<>();
        long sequence = random.nextInt(3);
        int nbits = NBITS[random.nextInt(NBITS.length)];
        // Few distinct amounts make exact ties and exact fillings likely.
        boolean coarse = random.nextBoolean();
        for (int step = 0; step < 120; step++) {
            sequence++;
            if (random.nextInt(15) == 0) {
                nbits = NBITS[random.nextInt(NBITS.length)];
            }
            if (random.nextInt(10) == 0) {
                compare(random, name, window, shares, sequence, size);
                continue;
            }
            Share share = new Share(sequence, "account" + random.nextInt(6), units(random, nbits, coarse), nbits);
            shares.add(share);
            window.add(share.sequence(), share.account(), share.units(), share.nbits());
        }
    }

    /** About a twentieth to a whole block's worth. */
    private static long units(Random random, int nbits, boolean coarse) {
        BigInteger network = SlowRewardModel.DIFF1
                .shiftLeft(32)
                .divide(Target.ofCompact(nbits).value());
        long twentieth = network.divide(BigInteger.valueOf(20)).longValueExact();
        long units = twentieth * (1 + random.nextInt(20));
        return coarse ? units : 1 + (long) (random.nextDouble() * units);
    }

    private static void compare(
            Random random, String name, PplnsWindow window, List<Share> shares, long block, Fraction size) {
        FrozenWindow frozen = window.freeze(block);
        SlowRewardModel.Window expected = SlowRewardModel.window(shares, block, size);
        assertEquals(expected.first(), frozen.firstSequence(), name);
        assertEquals(expected.edge().over(), frozen.edge().numerator(), name);
        assertEquals(expected.edge().under(), frozen.edge().denominator(), name);
        assertEquals(expected.weights().keySet(), frozen.work().keySet(), name);
        long reward = random.nextInt(3) == 0 ? random.nextInt(50) : random.nextInt(Integer.MAX_VALUE);
        int fee = random.nextInt(10_001);
        Hash256 hash =
                Hash256.ofDoubleSha256(BigInteger.valueOf(random.nextLong()).toByteArray());
        Allocation allocation = RewardSplit.split(reward, fee, frozen, hash);
        assertEquals(reward * fee / 10_000, allocation.feeSats(), name);
        Map<String, Long> paid = new TreeMap<>(allocation.sats());
        if (allocation.continuitySats() > 0) {
            paid.put(RewardSplit.CONTINUITY, allocation.continuitySats());
        }
        assertEquals(SlowRewardModel.split(reward - allocation.feeSats(), expected, size, hash), paid, name);
    }
}
