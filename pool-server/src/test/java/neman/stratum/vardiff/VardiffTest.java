package neman.stratum.vardiff;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import neman.bitcoin.Difficulty;
import org.junit.jupiter.api.Test;

/** Single decisions. Shares are aimed at every 10 s. */
class VardiffTest {
    private static final Difficulty LEAST = new Difficulty(1);
    private static final Difficulty THOUSAND = Difficulty.of("1024");

    private final SharesSeen seen = new SharesSeen(VardiffSettings.DEFAULT, 0);
    private Difficulty current = THOUSAND;

    /** Adds {@code shares} at even distances after {@code fromMs}, the last at {@code toMs}. */
    private void shares(int shares, long fromMs, long toMs) {
        for (int i = 1; i <= shares; i++) {
            seen.add(current, current, fromMs + (toMs - fromMs) * i / shares);
        }
    }

    private Optional<Difficulty> next(long nowMs) {
        return Vardiff.next(current, LEAST, Difficulty.MAX, seen, nowMs);
    }

    private void change(String difficulty, long nowMs) {
        current = Difficulty.of(difficulty);
        seen.difficultyChanged(nowMs);
    }

    @Test
    void leavesTheRateAimedAtAlone() {
        for (int minute = 0; minute < 120; minute++) {
            shares(6, minute * 60_000L, minute * 60_000L + 60_000);
            assertEquals(Optional.empty(), next(minute * 60_000L + 60_000));
        }
    }

    @Test
    void leavesChanceAlone() {
        shares(1, 0, 0);
        shares(19, 3_000, 103_000); // of 10: one minute in 200 looks so
        assertEquals(Optional.empty(), next(103_000));
    }

    @Test
    void jumpsToTheDifficultyOfTheSpeed() {
        shares(1, 0, 0);
        shares(500, 3_000, 8_000);
        assertEquals(Optional.of(Difficulty.of("1015808")), next(8_000), "1000 × 1024 to five bits");
    }

    @Test
    void judgesNoRateWithinASecond() {
        shares(1, 0, 0);
        shares(200, 3_000, 3_999);
        assertEquals(Optional.empty(), next(3_999));
        assertTrue(next(4_000).isPresent());
    }

    @Test
    void aBurstAtTheStartOfASessionRaisesNothing() {
        shares(200, 500, 3_400);
        assertEquals(Optional.empty(), next(3_400));
        shares(6, 3_500, 63_500);
        assertEquals(Optional.empty(), next(63_500));
    }

    @Test
    void aBurstAfterAnAbsenceRaisesNothing() {
        shares(30, 0, 300_000);
        change("64", 420_000);
        shares(40, 425_000, 426_000);
        assertEquals(Optional.empty(), next(429_000));
        shares(7, 429_000, 499_000);
        assertEquals(Optional.empty(), next(499_000));
    }

    @Test
    void aBurstAfterAnAbsenceThatCouldNotBeEasedRaisesNothing() {
        shares(30, 0, 300_000);
        shares(100, 900_000, 902_000);
        assertEquals(Optional.empty(), next(902_000));
        assertEquals(Optional.empty(), next(904_500));
    }

    @Test
    void aBurstAfterAShortSilenceRaisesNothing() {
        shares(30, 0, 300_000);
        shares(15, 405_000, 405_500);
        assertEquals(Optional.empty(), next(405_500));
    }

    @Test
    void aFloodIsNoBurst() {
        shares(256 + 1 + 1_000, 0, 1_257);
        assertTrue(next(1_257).orElseThrow().compareTo(Difficulty.of("10000000")) > 0);
    }

    @Test
    void whoWasNeverSeenIsEasedByAThousandInAMinute() {
        assertEquals(Optional.empty(), next(59_999));
        assertEquals(Optional.of(Difficulty.ONE), next(60_000));
        change("1", 60_000);
        assertEquals(Optional.of(new Difficulty(1 << 22)), next(120_000));
    }

    @Test
    void whoFallsSilentIsEasedByTwentyFour() {
        shares(30, 0, 300_000);
        assertEquals(Optional.empty(), next(419_999));
        assertEquals(Optional.of(Difficulty.of("42")), next(420_000), "1024 ÷ 24 to five bits");
    }

    @Test
    void whoStaysSilentIsNotEasedForEver() {
        shares(30, 0, 300_000);
        long nowMs = 300_000;
        for (int i = 0; i < 100; i++) {
            nowMs += 120_000;
            Optional<Difficulty> eased = next(nowMs);
            if (eased.isPresent()) {
                assertTrue(eased.get().compareTo(current) < 0);
                change(eased.get().toString(), nowMs);
            }
        }
        assertEquals(Difficulty.of("0.125"), current);
    }

    @Test
    void lowersToWhatTheSharesSay() {
        shares(1, 0, 0);
        shares(5, 3_000, 303_000);
        assertEquals(Optional.of(Difficulty.of("168")), next(303_000), "5 where 30 were due; to five bits");
    }

    @Test
    void keepsToTheLimits() {
        shares(1, 0, 0);
        shares(500, 3_000, 8_000);
        Difficulty most = Difficulty.of("2000");
        assertEquals(Optional.of(most), Vardiff.next(current, LEAST, most, seen, 8_000));
        assertEquals(Optional.empty(), Vardiff.next(current, LEAST, THOUSAND, seen, 8_000));
        assertEquals(
                Optional.of(Difficulty.of("1000")),
                Vardiff.next(current, Difficulty.of("1000"), most, seen, 1_000_000));
    }

    @Test
    void sharesOfOlderEasierJobsSayNothing() {
        shares(1, 0, 0);
        for (int i = 0; i < 1_000; i++) {
            seen.add(Difficulty.ONE, current, 3_000 + 10 * i);
        }
        assertEquals(Optional.empty(), next(13_000));
    }

    @Test
    void countingBeginsWithTheFirstShareAtTheNewDifficulty() {
        shares(30, 0, 300_000);
        change("2048", 300_000);
        shares(1, 350_000, 350_000);
        shares(50, 350_000, 352_000);
        assertEquals(Optional.of(Difficulty.of("507904")), next(352_000), "2048 × 250 to five bits");
    }

    @Test
    void handsOutWholeNumbersFromOneUpwardsAndShortOnesBelow() {
        assertEquals(Difficulty.UNITS_PER_ONE, Vardiff.onGrid(Difficulty.UNITS_PER_ONE - 1));
        assertEquals(Difficulty.UNITS_PER_ONE, Vardiff.onGrid(Difficulty.UNITS_PER_ONE * 3 / 2 - 1));
        assertEquals(Difficulty.of("3").units(), Vardiff.onGrid(Difficulty.UNITS_PER_ONE * 5 / 2));
        assertEquals(
                Difficulty.of("0.125").units(),
                Vardiff.onGrid(Difficulty.of("0.126").units()));
        assertEquals(1, Vardiff.onGrid(1));
        assertEquals(31L << 58, Vardiff.onGrid(Long.MAX_VALUE));
    }

    @Test
    void aClockThatGoesBackRaisesNothing() {
        shares(30, 1_000_000, 1_300_000);
        shares(3, 900_000, 900_001);
        assertEquals(Optional.empty(), next(900_001));
    }

    @Test
    void theShareIntervalIsBounded() {
        assertThrows(IllegalArgumentException.class, () -> new VardiffSettings(Duration.ofMillis(999)));
        assertThrows(IllegalArgumentException.class, () -> new VardiffSettings(Duration.ofMinutes(6)));
    }
}
