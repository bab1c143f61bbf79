package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;

import neman.accounting.journal.CountingWaiter;
import neman.accounting.live.LiveWindow;
import neman.accounting.live.LiveWindows;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardScheme;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the accountant makes of blocks under each scheme, and what it shows of the next one. */
class RewardSchemeIntakeTest extends IntakeFixture {
    /** The accountant changes between a block and its winning share, too, which has a number behind the block's. */
    @ParameterizedTest
    @EnumSource(
            value = RewardScheme.class,
            names = {"PROP", "SOLO"})
    void otherSchemesCloseTheirRoundsAcrossTakeovers(RewardScheme scheme) throws Exception {
        policy = scheme == RewardScheme.PROP ? RewardPolicy.PROP : RewardPolicy.SOLO;
        startIntake();
        TestInstance first = instance("a");
        TestInstance second = instance("b");
        for (int i = 0; i < 4; i++) {
            first.mine(3);
            second.findBlock();
            first.findBlock();
            replaceIntake();
            second.mine(2);
        }
        awaitAndAudit(8);
    }

    @Test
    void theShownWindowIsTheSameInAnEmptiedRedis() throws Exception {
        startIntake();
        TestInstance only = instance("a");
        only.mine(9);
        awaitAndAudit(0);
        LiveWindows shown = new LiveWindows(redis, Network.SANDBOX);
        CountingWaiter.await(
                () -> shown.read().filter(window -> window.nextSequence() == 10).isPresent());
        LiveWindow before = shown.read().orElseThrow();
        redis.commands().flushall();
        CountingWaiter.await(() -> shown.read().isPresent());
        assertEquals(before, shown.read().orElseThrow());
        assertEquals("pplns", before.scheme());
        String account = before.work().firstKey();
        assertEquals(
                before.work().get(account), shown.part(account).orElseThrow().work());
        assertEquals(0, shown.part("bcrt1qnobody").orElseThrow().of(1_000));
    }
}
