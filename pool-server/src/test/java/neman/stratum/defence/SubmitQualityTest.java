package neman.stratum.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import neman.stratum.share.Refusal;
import org.junit.jupiter.api.Test;

class SubmitQualityTest {
    @Test
    void aTypingErrorAndThePoolsOwnTroubleSayNothing() {
        assertEquals(SubmitQuality.NEUTRAL, SubmitQuality.of(Refusal.UNAUTHORIZED));
        assertEquals(SubmitQuality.NEUTRAL, SubmitQuality.of(Refusal.NOT_STORED));
    }

    @Test
    void repetitionsAreWrong() {
        assertEquals(SubmitQuality.WRONG, SubmitQuality.of(Refusal.DUPLICATE));
        assertEquals(SubmitQuality.WRONG, SubmitQuality.of(Refusal.UNKNOWN_JOB));
    }

    @Test
    void aSlowLineIsNoWrong() {
        assertEquals(SubmitQuality.OUTDATED, SubmitQuality.of(Refusal.STALE_JOB));
    }
}
