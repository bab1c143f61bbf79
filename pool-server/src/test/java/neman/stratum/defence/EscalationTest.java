package neman.stratum.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import neman.stratum.defence.Escalation.AddressStanding;
import neman.stratum.defence.Escalation.Standing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EscalationTest {
    private static Reaction reaction(SubmitQuality window, Standing before, AddressStanding address) {
        return Escalation.after(window, before, address).reaction();
    }

    @ParameterizedTest
    @EnumSource(AddressStanding.class)
    void theFirstBadWindowIsAnsweredWithHelp(AddressStanding address) {
        for (Standing before : new Standing[] {Standing.UNPROVEN, Standing.PROVEN}) {
            assertEquals(Reaction.EASE, reaction(SubmitQuality.TOO_EASY, before, address));
            assertEquals(Reaction.RESEND, reaction(SubmitQuality.OUTDATED, before, address));
            assertEquals(Reaction.RESEND, reaction(SubmitQuality.WRONG, before, address));
        }
    }

    @Test
    void theSecondSendsAway() {
        assertEquals(Reaction.RECONNECT, reaction(SubmitQuality.WRONG, Standing.WARNED, AddressStanding.FIRST_TIME));
    }

    @Test
    void whoComesBackAndGoesOnIsBanned() {
        assertEquals(Reaction.CLOSE, reaction(SubmitQuality.WRONG, Standing.WARNED, AddressStanding.ON_PROBATION));
        assertEquals(Reaction.CLOSE, reaction(SubmitQuality.TOO_EASY, Standing.WARNED, AddressStanding.ON_PROBATION));
    }

    @ParameterizedTest
    @EnumSource(AddressStanding.class)
    void aSlowLineIsNeverBanned(AddressStanding address) {
        for (Standing before : Standing.values()) {
            assertNotEquals(Reaction.CLOSE, reaction(SubmitQuality.OUTDATED, before, address));
        }
    }

    @Test
    void onlyProbationLeadsToABan() {
        for (SubmitQuality window : SubmitQuality.values()) {
            for (Standing before : Standing.values()) {
                assertNotEquals(Reaction.CLOSE, reaction(window, before, AddressStanding.TRUSTED));
                assertNotEquals(Reaction.CLOSE, reaction(window, before, AddressStanding.FIRST_TIME));
                assertNotEquals(Reaction.CLOSE, reaction(window, before, AddressStanding.WITH_GOOD_MINERS));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Standing.class)
    void aGoodWindowForgives(Standing before) {
        Escalation after = Escalation.after(SubmitQuality.GOOD, before, AddressStanding.ON_PROBATION);
        assertEquals(new Escalation(Standing.PROVEN, Reaction.NONE), after);
    }
}
