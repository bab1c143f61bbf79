package neman.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DifficultyTest {
    @ParameterizedTest
    @CsvSource({
        "1, 4294967296, 1",
        "0.5, 2147483648, 0.5",
        "1024, 4398046511104, 1024",
        "1024.9, 4398046511104, 1024",
        "0.001, 4294967, 0.000999999931082129478454589843750",
        "2147483647, 9223372032559808512, 2147483647",
    })
    void decimalsAreKeptAsMultiplesOfTwoToTheMinus32AndWholeAboveOne(String decimal, long units, String exact) {
        Difficulty difficulty = Difficulty.of(decimal);
        assertEquals(units, difficulty.units());
        assertEquals(0, difficulty.toDecimal().compareTo(new BigDecimal(exact)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-1",
                "0.0000000001",
                "2147483648",
                "1e400",
                "1e1000000000",
                "-1e1000000000",
                "1e-1000000000"
            })
    void whatIsOutOfRangeIsRefusedAtOnce(String decimal) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThrows(IllegalArgumentException.class, () -> Difficulty.of(decimal)));
    }

    @Test
    void textHasNeitherExponentNorTrailingZeros() {
        assertEquals("1000000", Difficulty.of("1000000").toString());
        assertEquals("0.00000000023283064365386962890625", new Difficulty(1).toString());
        assertEquals("0.25", Difficulty.of("0.25").toString());
    }

    @Test
    void targetOfDifficultyOneAndItsHalfAndDouble() {
        assertEquals(Target.DIFFICULTY_1, Difficulty.ONE.target());
        assertEquals(
                Target.DIFFICULTY_1.value().shiftLeft(1),
                Difficulty.of("0.5").target().value());
        assertEquals(
                Target.DIFFICULTY_1.value().shiftRight(1),
                Difficulty.of("2").target().value());
    }

    /** Block 0x1b0404cb has difficulty 16307.420938…: en.bitcoin.it/wiki/Difficulty. */
    @Test
    void theWikiExampleOfATarget() {
        Difficulty difficulty = Difficulty.ofTarget(Target.ofCompact(0x1b0404cb));
        assertEquals("16307.4209385", difficulty.toDecimal().toPlainString().substring(0, 13));
    }

    @Test
    void theEasiestDifficultyHasATargetThatFits() {
        assertEquals(256, new Difficulty(1).target().value().bitLength());
        assertEquals(Difficulty.MAX, Difficulty.ofTarget(Target.of(BigInteger.ONE)));
    }

    @Test
    void aTargetsDifficultyIsNeverHarderThanIt() {
        Random random = new Random(20261122);
        for (int i = 0; i < 2_000; i++) {
            Difficulty difficulty = new Difficulty(1 + (random.nextLong() >>> (1 + random.nextInt(62))));
            Difficulty back = Difficulty.ofTarget(difficulty.target());
            assertTrue(back.compareTo(difficulty) >= 0);
            assertTrue(back.target().compareTo(difficulty.target()) <= 0 || back.equals(difficulty));
        }
    }
}
