package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import neman.bitcoin.Difficulty;
import org.junit.jupiter.api.Test;

class SessionDifficultyTest {
    private static final Difficulty NETWORK = Difficulty.of("1000000");

    private final SessionDifficulty difficulty = new SessionDifficulty(
            new DifficultyLimits(Difficulty.of("8"), Difficulty.of("2"), Difficulty.of("1024"), true));

    private String assigned(Difficulty network) {
        difficulty.assign(network);
        return difficulty.assigned().orElseThrow().difficulty().toString();
    }

    @Test
    void beginsAtThePortsStartAndSaysSoOnce() {
        assertTrue(difficulty.assign(NETWORK));
        assertFalse(difficulty.assign(NETWORK));
        assertEquals("8", assigned(NETWORK));
    }

    @Test
    void staysWithinThePortsLimits() {
        assertTrue(difficulty.suggest(new BigDecimal("1e50")));
        assertEquals("1024", assigned(NETWORK));
        assertTrue(difficulty.suggest(new BigDecimal("1e-50")));
        assertEquals("2", assigned(NETWORK));
    }

    @Test
    void staysBelowTheNetworkUnlessThePortsMinimumIsAbove() {
        assertEquals("5", assigned(Difficulty.of("5.9")));
        assertEquals("2", assigned(new Difficulty(2)));
    }

    @Test
    void passesARepeatedSuggestionOver() {
        assertTrue(difficulty.suggest(new BigDecimal("16")));
        difficulty.want(Difficulty.of("64"));
        assertFalse(difficulty.suggest(new BigDecimal("16.0")));
        assertEquals("64", assigned(NETWORK));
    }

    @Test
    void aFixedDifficultyIsNotSuggestedAway() {
        difficulty.fix(new BigDecimal("32.7"));
        assertFalse(difficulty.suggest(new BigDecimal("4")));
        assertFalse(difficulty.followsSpeed());
        assertEquals("32", assigned(NETWORK));
    }

    @Test
    void theMinimumThatAMinerAskedForHoldsAgainstVardiff() {
        difficulty.raiseMinimum(new BigDecimal("100"));
        difficulty.want(Difficulty.of("4"));
        assertEquals("100", assigned(NETWORK));
        difficulty.raiseMinimum(new BigDecimal("99999999"));
        assertEquals("1024", assigned(NETWORK));
    }

    @Test
    void limitsMustContainTheStart() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new DifficultyLimits(Difficulty.ONE, Difficulty.of("2"), Difficulty.of("3"), true));
    }
}
