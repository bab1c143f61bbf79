package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Random;
import neman.bitcoin.Difficulty;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VardiffTest {
    private static BigInteger work(Difficulty each, int shares) {
        return BigInteger.valueOf(each.units()).multiply(BigInteger.valueOf(shares));
    }

    @Test
    void decidesNothingOnAFewShares() {
        assertEquals(Optional.empty(), Vardiff.next(Difficulty.ONE, 15, work(Difficulty.ONE, 15), 3_000));
        assertEquals(Optional.empty(), Vardiff.next(Difficulty.ONE, 1_000, work(Difficulty.ONE, 1_000), 1_999));
    }

    @Test
    void leavesWhatIsNearAlone() {
        assertEquals(Optional.empty(), Vardiff.next(Difficulty.ONE, 16, work(Difficulty.ONE, 16), 41_000));
        assertEquals(Optional.empty(), Vardiff.next(Difficulty.ONE, 7, work(Difficulty.ONE, 7), 60_000));
    }

    @Test
    void jumpsToTheDifficultyOfTheSpeed() {
        assertEquals(
                Optional.of(Difficulty.of("500")), Vardiff.next(Difficulty.ONE, 200, work(Difficulty.ONE, 200), 2_000));
    }

    @Test
    void fallsBySixteenInAMinuteOfSilence() {
        assertEquals(Optional.of(Difficulty.of("64")), Vardiff.next(Difficulty.of("1024"), 0, BigInteger.ZERO, 60_000));
        assertEquals(Optional.empty(), Vardiff.next(new Difficulty(1), 0, BigInteger.ZERO, 60_000));
    }

    @Test
    void handsOutPowersOfTwoBelowOneAndWholeNumbersAbove() {
        assertEquals(
                Optional.of(Difficulty.of("0.25")),
                Vardiff.next(Difficulty.of("4"), 1, BigInteger.valueOf(4L << 32), 60_000));
        assertEquals(
                Optional.of(Difficulty.of("10")), Vardiff.next(Difficulty.ONE, 25, work(Difficulty.ONE, 25), 12_000));
    }

    @Test
    void holdsTheHardestWithoutOverflow() {
        assertEquals(
                Optional.of(Difficulty.of("2147483647")),
                Vardiff.next(Difficulty.of("2000"), 10_000_000, work(Difficulty.of("2000"), 10_000_000), 2_000));
    }

    /** Shares as a Poisson process, seeded: the difficulty reaches the speed and then hardly moves. */
    @ParameterizedTest
    @ValueSource(doubles = {0.00001, 0.7, 3_000, 40_000_000})
    void settlesAtAShareInFiveSeconds(double idealDifficulty) {
        Random random = new Random(11);
        Difficulty current = Difficulty.of("64");
        double now = 0;
        double changeTime = 0;
        long changes = 0;
        ShareWindow window = new ShareWindow(0);
        while (now < 3_600_000) {
            double meanMs = Vardiff.SHARE_INTERVAL_MS * (current.units() / 0x1p32) / idealDifficulty;
            double gap = -Math.log(1 - random.nextDouble()) * meanMs;
            boolean share = gap < 5_000; // else a sweep comes first, and the process has no memory
            now += share ? gap : 5_000;
            if (share) {
                window.add(current);
            }
            Optional<Difficulty> next = window.decide(current, (long) now);
            if (next.isPresent()) {
                current = next.get();
                window.restart((long) now);
                changes++;
                changeTime = now;
            }
        }
        double ratio = current.units() / 0x1p32 / idealDifficulty;
        assertTrue(ratio > 0.3 && ratio < 3, "difficulty " + current + " is " + ratio + " of the ideal");
        assertTrue(changes < 40, changes + " changes in an hour, the last at " + changeTime);
    }
}
