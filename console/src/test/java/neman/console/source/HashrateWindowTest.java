package neman.console.source;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;
import org.junit.jupiter.api.Test;

class HashrateWindowTest {
    private static final Instant NOW = Instant.parse("2026-11-22T16:30:45Z");
    private static final Instant EARLIEST = Instant.parse("2026-11-22T16:20:00Z");

    @Test
    void anOldPoolIsMeasuredOverTheWholeWindow() {
        assertEquals(EARLIEST, from("2026-11-22T16:20:00Z", "2026-11-21T00:00:00Z"));
    }

    @Test
    void anOldPoolThatWasSilentIsNotTakenForAYoungOne() {
        assertEquals(EARLIEST, from("2026-11-22T16:29:00Z", "2026-11-21T00:00:00Z"));
    }

    @Test
    void aYoungPoolIsMeasuredSinceItsStart() {
        assertEquals(Instant.parse("2026-11-22T16:28:31Z"), from("2026-11-22T16:28:00Z", "2026-11-22T16:28:31Z"));
        assertEquals(Instant.parse("2026-11-22T16:27:31Z"), from("2026-11-22T16:28:00Z", "2026-11-22T16:27:31Z"));
    }

    @Test
    void aRestartDoesNotForgetTheSharesBeforeIt() {
        assertEquals(Instant.parse("2026-11-22T16:22:00Z"), from("2026-11-22T16:22:00Z", "2026-11-22T16:29:10Z"));
    }

    @Test
    void whereNoInstanceRunsTheWholeWindowCounts() {
        assertEquals(
                EARLIEST,
                HashrateWindow.of(NOW, Optional.empty(), Optional.empty()).from());
        Optional<Instant> share = Optional.of(Instant.parse("2026-11-22T16:29:00Z"));
        assertEquals(EARLIEST, HashrateWindow.of(NOW, share, Optional.empty()).from());
    }

    @Test
    void theFirstSecondsAreTakenForTen() {
        assertEquals(NOW.minusSeconds(10), from("2026-11-22T16:30:00Z", "2026-11-22T16:30:44Z"));
    }

    @Test
    void aClockThatRunsAheadDoesNotDivideByLessThanNothing() {
        Optional<Instant> ahead = Optional.of(NOW.plusSeconds(60));

        assertEquals(
                NOW.minusSeconds(10),
                HashrateWindow.of(NOW, Optional.empty(), ahead).from());
    }

    @Test
    void aDifficultyOneShareIsTwoToTheThirtyTwoHashes() {
        HashrateWindow window = new HashrateWindow(NOW.minusSeconds(600), NOW);
        BigInteger units = BigInteger.valueOf(Difficulty.ONE.units()).multiply(BigInteger.valueOf(600));

        assertEquals(BigInteger.ONE.shiftLeft(32), window.hashesPerSecond(units));
    }

    @Test
    void aHundredSharesHaveAnErrorOfATenth() {
        assertEquals(Optional.of(0.1), HashrateWindow.relativeError(100));
        assertEquals(Optional.empty(), HashrateWindow.relativeError(0));
    }

    @Test
    void aMainnetDifficultyIsAboveWhatShareDifficultiesReach() {
        // Block 840,000's nbits; its difficulty by getblockheader is 86388558925171.02.
        NetworkDifficulty difficulty = NetworkDifficulty.of(Target.ofCompact(0x17034219));

        assertEquals(86_388_558_925_171.02, difficulty.decimal().doubleValue(), 100);
        BigInteger half = difficulty.decimal().toBigInteger().shiftLeft(31);
        assertEquals(0.5, difficulty.expectedBlocks(half), 1e-9);
    }

    private static Instant from(String firstShareMinute, String startedAt) {
        return HashrateWindow.of(
                        NOW, Optional.of(Instant.parse(firstShareMinute)), Optional.of(Instant.parse(startedAt)))
                .from();
    }
}
