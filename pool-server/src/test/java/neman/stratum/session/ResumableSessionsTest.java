package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.BlockTemplate;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import org.junit.jupiter.api.Test;

class ResumableSessionsTest {
    private Instant now = Instant.ofEpochSecond(1_800_000_000);

    private ResumableSessions start(int startCounter) {
        return new ResumableSessions(new InstanceIdentity(7, startCounter), new Random(startCounter), () -> now);
    }

    private static KeptSession worked(KeptSession session) {
        session.sentJobs().add(job(), AssignedDifficulty.of(Difficulty.ONE), true);
        return session;
    }

    private static Job job() {
        PayoutAddress pool = PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");
        Hash256 tip = Hash256.ofDoubleSha256(BigInteger.ONE.toByteArray());
        return new JobFactory(new InstanceIdentity(7, 1), pool, "/test/")
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
        SessionId guess = new SessionId(session.id().extranonce1(), 1, 4711);
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
        now = now.plus(ResumableSessions.KEPT_FOR);
        assertSame(session, sessions.open(session.id().toString()));
        sessions.keep(session);
        now = now.plus(ResumableSessions.KEPT_FOR).plus(Duration.ofMillis(1));
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
        for (int i = 0; i < ResumableSessions.MAX_KEPT - 1; i++) {
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
        now = now.plus(ResumableSessions.KEPT_FOR).plusSeconds(1);
        assertNotEquals(
                before.id().extranonce1(),
                later.open(before.id().toString()).id().extranonce1());
    }
}
