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
            new DifficultyLimits(Difficulty.of("8"), Difficulty.of("2"), Difficulty.of("1024"), true), 0);

    private String assigned(Difficulty network) {
        difficulty.assign(network, 0);
        return difficulty.assigned().orElseThrow().difficulty().toString();
    }

    @Test
    void beginsAtThePortsStartAndSaysSoOnce() {
        assertTrue(difficulty.assign(NETWORK, 0));
        assertFalse(difficulty.assign(NETWORK, 0));
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
        assigned(NETWORK);
        assertFalse(difficulty.followSpeed(3_600_000), "silence does not ease it");
        assertEquals("32", assigned(NETWORK));
    }

    @Test
    void anHourOfSilenceEasesToTheMinimumAndNotBelow() {
        assigned(NETWORK);
        assertTrue(difficulty.followSpeed(3_600_000));
        assertEquals("2", assigned(NETWORK));
        assertFalse(difficulty.followSpeed(7_200_000));
    }

    @Test
    void vardiffStaysBelowTheNetwork() {
        Difficulty network = Difficulty.of("9.5");
        assigned(network);
        difficulty.shareAccepted(Difficulty.of("8"), 0);
        for (int i = 0; i < 1_000; i++) {
            difficulty.shareAccepted(Difficulty.of("8"), 4_000 + i);
        }
        assertTrue(difficulty.followSpeed(5_000));
        assertEquals("9", assigned(network));
        assertFalse(difficulty.followSpeed(5_000));
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
