package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import org.junit.jupiter.api.Test;

class ResumableSessionsTest {
    private static final ResumeLimits LIMITS = new ResumeLimits(Duration.ofMinutes(10), 100);

    private Instant now = Instant.ofEpochSecond(1_800_000_000);

    private ResumableSessions start(int startCounter) {
        return start(7, startCounter);
    }

    private ResumableSessions start(int instance, int startCounter) {
        return new ResumableSessions(
                new InstanceIdentity(instance, startCounter), LIMITS, new Random(startCounter), () -> now);
    }

    private static KeptSession worked(KeptSession session) {
        session.sentJobs().add(job(), AssignedDifficulty.of(Difficulty.ONE), true);
        return session;
    }

    private static Job job() {
        PayoutAddress pool = PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");
        Hash256 tip = Hash256.ofDoubleSha256(BigInteger.ONE.toByteArray());
        return new JobFactory(Network.REGTEST, new InstanceIdentity(7, 1), pool, CoinbasePlan.of("/test/"))
                .create(new BlockTemplate(
                        800_000,
                        0x20000000,
                        tip,
                        0x1d00ffff,
                        1,
                        2,
                        5_000_000_000L,
                        Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty()));
    }

    @Test
    void aMinerThatComesBackGoesOnWhereItWas() {
        ResumableSessions sessions = start(1);
        KeptSession session = worked(sessions.open(""));
        sessions.keep(session);
        assertSame(session, sessions.open(session.id().toString()));
    }

    @Test
    void aSessionIsNeverGivenToASecondLiveConnection() {
        ResumableSessions sessions = start(1);
        KeptSession session = worked(sessions.open(""));
        String id = session.id().toString();
        assertNotEquals(session.id().extranonce1(), sessions.open(id).id().extranonce1());
        sessions.keep(session);
        assertSame(session, sessions.open(id));
        assertNotEquals(session.id().extranonce1(), sessions.open(id).id().extranonce1());
    }

    @Test
    void nobodyTakesASessionThatHeCanOnlyGuess() {
        ResumableSessions sessions = start(1);
        KeptSession session = worked(sessions.open(""));
        sessions.keep(session);
        SessionId guess = new SessionId(session.id().extranonce1(), new InstanceIdentity(7, 1), 4711);
        for (String asked : List.of(guess.toString(), "07000001", "x", session.id() + "0", "0".repeat(32))) {
            assertNotEquals(
                    session.id().extranonce1(), sessions.open(asked).id().extranonce1(), asked);
        }
    }

    @Test
    void itIsKeptForTheStatedTime() {
        ResumableSessions sessions = start(1);
        KeptSession session = worked(sessions.open(""));
        sessions.keep(session);
        now = now.plus(LIMITS.keptFor());
        assertSame(session, sessions.open(session.id().toString()));
        sessions.keep(session);
        now = now.plus(LIMITS.keptFor()).plus(Duration.ofMillis(1));
        assertNotSame(session, sessions.open(session.id().toString()));
    }

    @Test
    void whoNeverWorkedLeavesNothing() {
        ResumableSessions sessions = start(1);
        KeptSession session = sessions.open("");
        sessions.keep(session);
        assertNotSame(session, sessions.open(session.id().toString()));
    }

    @Test
    void tooManyAreForgottenInTheOrderOfTheirEnds() {
        ResumableSessions sessions = start(1);
        Job job = job();
        KeptSession first = worked(sessions.open(""));
        KeptSession second = worked(sessions.open(""));
        sessions.keep(first);
        sessions.keep(second);
        for (int i = 0; i < LIMITS.most() - 1; i++) {
            KeptSession other = sessions.open("");
            other.sentJobs().add(job, AssignedDifficulty.of(Difficulty.ONE), true);
            sessions.keep(other);
        }
        assertNotSame(first, sessions.open(first.id().toString()));
        assertSame(second, sessions.open(second.id().toString()));
    }

    @Test
    void aRestartGivesExtranoncesBackForAsLong() {
        KeptSession before = worked(start(1).open(""));
        ResumableSessions sessions = start(2);
        KeptSession after = sessions.open(before.id().toString());
        assertEquals(before.id().extranonce1(), after.id().extranonce1());
        assertNotEquals(before.id(), after.id());
        assertEquals(Optional.empty(), after.sentJobs().newest());
        assertNotEquals(
                before.id().extranonce1(),
                sessions.open(before.id().toString()).id().extranonce1());

        ResumableSessions later = start(3);
        now = now.plus(LIMITS.keptFor()).plusSeconds(1);
        assertNotEquals(
                before.id().extranonce1(),
                later.open(before.id().toString()).id().extranonce1());
    }

    @Test
    void whereNothingIsKeptNobodyComesBack() {
        ResumableSessions sessions = new ResumableSessions(
                new InstanceIdentity(7, 1), new ResumeLimits(Duration.ZERO, 100), new Random(1), () -> now);
        KeptSession session = worked(sessions.open(""));
        sessions.keep(session);
        assertNotSame(session, sessions.open(session.id().toString()));
        String elsewhere = start(8, 1).open("").id().toString();
        assertEquals(Optional.empty(), sessions.givenElsewhere(elsewhere));
    }

    @Test
    void anotherInstancesSessionGoesOnUnderANewName() {
        SessionId before = start(8, 4).open("").id();
        ResumableSessions sessions = start(1);
        assertEquals(Optional.of(before), sessions.givenElsewhere(before.toString()));
        KeptSession goneOn = worked(sessions.goOn(before).orElseThrow());
        assertEquals(before.extranonce1(), goneOn.id().extranonce1());
        assertEquals(Optional.empty(), sessions.givenElsewhere(goneOn.id().toString()), "it is ours now");
        assertEquals(Optional.empty(), sessions.goOn(before), "somebody has it");
        sessions.keep(goneOn);
        assertSame(goneOn, sessions.open(goneOn.id().toString()));
    }

    @Test
    void aBorrowedExtranonceIsReturnedWhenItsInstanceRunsAgain() {
        ResumableSessions sessions = start(1);
        KeptSession live = sessions.goOn(start(8, 4).open("").id()).orElseThrow();
        KeptSession gone = worked(sessions.goOn(start(9, 4).open("").id()).orElseThrow());
        sessions.keep(gone);
        assertFalse(sessions.instancesRunning(Set.of(7)), "ourselves");
        assertFalse(sessions.instancesRunning(Set.of(7, 9)), "nobody works with its extranonces");
        assertNotSame(gone, sessions.open(gone.id().toString()));
        assertTrue(sessions.instancesRunning(Set.of(7, 8)));
        assertTrue(sessions.isDueBack(live.id().extranonce1()));
        SessionId next = sessions.exchange(live.id());
        assertFalse(sessions.isDueBack(next.extranonce1()));
        assertFalse(sessions.instancesRunning(Set.of(7, 8)));
        assertEquals(Optional.empty(), sessions.goOn(live.id()), "its instance runs");
    }

    @Test
    void aSessionThatWentElsewhereComesHomeFromAStoppedInstance() {
        SessionId first = start(1).open("").id();
        SessionId lent = start(8, 4).goOn(first).orElseThrow().id();
        ResumableSessions home = start(2);
        assertEquals(Optional.of(lent), home.givenElsewhere(lent.toString()));
        assertEquals(first.extranonce1(), home.goOn(lent).orElseThrow().id().extranonce1());
        assertNotEquals(
                first.extranonce1(), home.open(first.toString()).id().extranonce1(), "the same miner has it already");
    }
}
