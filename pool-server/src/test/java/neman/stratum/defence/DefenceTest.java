package neman.stratum.defence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.stratum.transport.AddressRange;
import org.junit.jupiter.api.Test;

/** Who is let in, and what follows from what they submit, by a clock in the test's hand. */
class DefenceTest {
    private static final InetAddress GOOD = NetUtil.createInetAddressFromIpAddressString("198.51.100.1");
    private static final InetAddress BAD = NetUtil.createInetAddressFromIpAddressString("203.0.113.66");
    private static final InetAddress FARM = NetUtil.createInetAddressFromIpAddressString("10.1.2.3");
    private static final int WINDOW = 10;

    private final DefenceLimits limits = new DefenceLimits(
            new MessageLimits(8192, 8, 5, 2, 3, 4),
            new ConnectionLimits(8, 4, 3, Duration.ofSeconds(60), Duration.ofMinutes(10), 1 << 16),
            new ConductLimits(WINDOW, 50, Duration.ofMinutes(10), Duration.ofMinutes(5)),
            List.of(AddressRange.parse("10.0.0.0/8")));
    private long now = 1_800_000_000_000L;
    private final Defence defence = new Defence(limits, () -> Instant.ofEpochMilli(now));

    private Conduct enter(InetAddress address) {
        return defence.admit(address).orElseThrow();
    }

    private Reaction submit(Conduct conduct, SubmitQuality quality, int count) {
        Reaction last = Reaction.NONE;
        for (int i = 0; i < count; i++) {
            assertEquals(Reaction.NONE, last);
            last = conduct.submitted(quality);
        }
        return last;
    }

    /** Two bad windows. */
    private Reaction misbehave(Conduct conduct) {
        assertEquals(Reaction.RESEND, submit(conduct, SubmitQuality.WRONG, WINDOW));
        return submit(conduct, SubmitQuality.WRONG, WINDOW);
    }

    @Test
    void letsInAsManyAsThereIsRoomFor() {
        for (int i = 0; i < 8; i++) {
            enter(FARM);
        }
        assertEquals(Optional.empty(), defence.admit(FARM));
        assertEquals(Map.of("pool-full", 1L), defence.counts().byReason());
        assertEquals(8, defence.connections());
    }

    @Test
    void letsInAsManyOfAnAddressAsItMayHave() {
        Conduct first = enter(BAD);
        for (int i = 0; i < 3; i++) {
            enter(BAD);
        }
        assertTrue(defence.admit(BAD).isEmpty());
        assertTrue(defence.admit(GOOD).isPresent());
        first.leave();
        first.leave();
        assertTrue(defence.admit(BAD).isPresent());
        assertTrue(defence.admit(BAD).isEmpty());
        assertEquals(Map.of("address-full", 2L), defence.counts().byReason());
    }

    @Test
    void letsAnAddressConnectAtItsRate() {
        for (int i = 0; i < 6; i++) {
            enter(BAD).leave();
        }
        assertTrue(defence.admit(BAD).isEmpty());
        now += 334;
        assertTrue(defence.admit(BAD).isPresent());
        assertEquals(Map.of("address-too-fast", 1L), defence.counts().byReason());
    }

    @Test
    void aSubnetOfIpv6IsOneAddress() {
        for (int i = 1; i <= 4; i++) {
            enter(NetUtil.createInetAddressFromIpAddressString("2001:db8:1:2::" + i));
        }
        assertTrue(defence.admit(NetUtil.createInetAddressFromIpAddressString("2001:db8:1:2:ffff::9"))
                .isEmpty());
        assertTrue(defence.admit(NetUtil.createInetAddressFromIpAddressString("2001:db8:1:3::1"))
                .isPresent());
    }

    @Test
    void helpsThenSendsAwayThenBansForATime() {
        Conduct first = enter(BAD);
        assertEquals(Reaction.RECONNECT, misbehave(first));
        assertEquals(Reaction.NONE, submit(first, SubmitQuality.WRONG, 50), "nothing more is said");
        first.leave();
        Conduct second = enter(BAD);
        assertEquals(Reaction.CLOSE, misbehave(second));
        second.leave();
        assertTrue(defence.admit(BAD).isEmpty());
        assertEquals(List.of(new Ban("203.0.113.x", now + Duration.ofMinutes(5).toMillis())), defence.bans());
        assertEquals(
                Map.of("job-resent", 2L, "sent-away", 1L, "banned", 1L, "address-banned", 1L),
                defence.counts().byReason());
        now += Duration.ofMinutes(5).toMillis();
        assertEquals(List.of(), defence.bans());
        assertTrue(defence.admit(BAD).isPresent());
    }

    @Test
    void whatLiesLongBackIsForgotten() {
        Conduct first = enter(BAD);
        assertEquals(Reaction.RECONNECT, misbehave(first));
        first.leave();
        now += Duration.ofMinutes(10).toMillis();
        assertEquals(Reaction.RECONNECT, misbehave(enter(BAD)));
    }

    @Test
    void oneBadMinerBehindAnAddressOfGoodOnesIsSentAwayOnly() {
        Conduct neighbour = enter(BAD);
        submit(neighbour, SubmitQuality.GOOD, WINDOW);
        for (int i = 0; i < 3; i++) {
            Conduct bad = enter(BAD);
            assertEquals(Reaction.RECONNECT, misbehave(bad));
            bad.leave();
            now += 1_000;
        }
        neighbour.leave();
        assertEquals(Reaction.CLOSE, misbehave(enter(BAD)));
    }

    @Test
    void goodWorkOfLongAgoIsNoExcuseForTheSameConnection() {
        Conduct first = enter(BAD);
        assertEquals(Reaction.RECONNECT, misbehave(first));
        first.leave();
        Conduct second = enter(BAD);
        submit(second, SubmitQuality.GOOD, WINDOW);
        assertEquals(Reaction.CLOSE, misbehave(second));
    }

    @Test
    void aTrustedAddressIsNeitherBoundedNorBanned() {
        for (int i = 0; i < 20; i++) {
            Conduct conduct = enter(FARM);
            assertTrue(conduct.request());
            assertEquals(Reaction.RECONNECT, misbehave(conduct));
            conduct.leave();
        }
        assertEquals(0, defence.addresses());
    }

    @Test
    void aTypingErrorInTheNameCostsNothing() {
        Conduct conduct = enter(BAD);
        for (int i = 0; i < 10_000; i++) {
            assertEquals(Reaction.NONE, conduct.submitted(SubmitQuality.NEUTRAL));
        }
        assertEquals(Map.of(), defence.counts().byReason());
    }

    @Test
    void halfOfTheSubmitsMayBeInvalid() {
        Conduct conduct = enter(GOOD);
        for (int i = 0; i < 1_000; i++) {
            assertEquals(Reaction.NONE, conduct.submitted(i % 2 == 0 ? SubmitQuality.GOOD : SubmitQuality.WRONG));
        }
    }

    @Test
    void sharesBelowTheirDifficultyGetAnEasierOne() {
        Conduct conduct = enter(GOOD);
        submit(conduct, SubmitQuality.OUTDATED, 4);
        assertEquals(Reaction.EASE, submit(conduct, SubmitQuality.TOO_EASY, 6));
    }

    @Test
    void withoutABanTimeNobodyIsBanned() {
        Defence mild = new Defence(
                new DefenceLimits(
                        limits.message(),
                        limits.connection(),
                        new ConductLimits(WINDOW, 50, Duration.ofMinutes(10), Duration.ZERO),
                        List.of()),
                () -> Instant.ofEpochMilli(now));
        for (int i = 0; i < 5; i++) {
            Conduct conduct = mild.admit(BAD).orElseThrow();
            assertEquals(Reaction.RECONNECT, misbehave(conduct));
            conduct.leave();
        }
    }

    @Test
    void moreRequestsThanGrantedAreWaitedFor() {
        Conduct conduct = enter(GOOD);
        for (int i = 0; i < 10; i++) {
            assertTrue(conduct.request());
        }
        assertFalse(conduct.request());
        assertEquals(200, conduct.pauseMillis());
        now += 200;
        assertEquals(0, conduct.pauseMillis());
    }

    @Test
    void countsSubscribesAndLinesThatAreNoJson() {
        Conduct conduct = enter(GOOD);
        assertFalse(conduct.malformedLine(false), "the first, before it has subscribed");
        assertTrue(conduct.malformedLine(true));
        assertFalse(conduct.malformedLine(true));
        assertTrue(conduct.subscribe() && conduct.subscribe() && conduct.subscribe());
        assertFalse(conduct.subscribe());
    }

    @Test
    void forgetsAddressesOfWhichNothingNeedsToBeKnown() {
        enter(GOOD).leave();
        Conduct bad = enter(BAD);
        misbehave(bad);
        bad.leave();
        now += Duration.ofMinutes(10).toMillis() - 1;
        defence.sweep();
        assertEquals(1, defence.addresses(), "one on probation");
        now++;
        defence.sweep();
        assertEquals(0, defence.addresses());
    }
}
