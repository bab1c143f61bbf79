package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;
import neman.accounting.live.LiveWindow;
import neman.accounting.live.LiveWindows;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.reward.RewardScheme;
import neman.accounting.reward.RewardTerms;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.TestRedis;
import neman.bitcoin.Hash256;
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
        rule = ruleOf(scheme);
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

    private static RewardRule ruleOf(RewardScheme scheme) {
        return new RewardRule(scheme == RewardScheme.PROP ? RewardPolicy.PROP : RewardPolicy.SOLO, 100);
    }

    /** The audit recomputes each round by the recorded terms alone. */
    @Test
    void aChangedRuleHoldsFromTheNextNumberOn() throws Exception {
        TestInstance only = instance("a");
        int blocks = 0;
        for (RewardRule next : List.of(
                new RewardRule(RewardPolicy.DEFAULT, 100),
                new RewardRule(RewardPolicy.DEFAULT, 250),
                new RewardRule(RewardPolicy.pplns(new BigDecimal("0.5")), 250),
                ruleOf(RewardScheme.PROP),
                ruleOf(RewardScheme.SOLO),
                ruleOf(RewardScheme.PROP),
                new RewardRule(RewardPolicy.DEFAULT, 0))) {
            long before = lastSequence();
            rule = next;
            startIntake();
            only.mine(5);
            Hash256 first = only.findBlock();
            only.mine(3);
            Hash256 second = only.findBlock();
            blocks += 2;
            awaitAndAudit(blocks);
            RewardTerms expected = new RewardTerms(blocks / 2, before + 1, next);
            assertEquals(Optional.of(expected), round(first).orElseThrow().terms());
            assertEquals(Optional.of(expected), round(second).orElseThrow().terms());
            stopIntake();
        }
    }

    /** Its number is what counts, and the accountant had not given it one. */
    @Test
    void aBlockFoundWhileNobodyCountedIsDividedByTheRuleOfTheNextStart() throws Exception {
        TestInstance only = instance("a");
        startIntake();
        only.mine(4);
        awaitAndAudit(0);
        stopIntake();
        Hash256 block = only.findBlock();
        rule = new RewardRule(RewardPolicy.DEFAULT, 300);
        startIntake();
        awaitAndAudit(1);
        assertEquals(
                new RewardTerms(2, 5, rule), round(block).orElseThrow().terms().orElseThrow());
    }

    @Test
    void startsWithTheSameRuleAddNothingAndTermsThatNumberedNothingDivideNothing() throws Exception {
        TestInstance only = instance("a");
        startIntake();
        only.mine(4);
        awaitAndAudit(0);
        RewardRule first = rule;
        for (int fee : new int[] {100, 200, 300, 300}) {
            stopIntake();
            rule = new RewardRule(RewardPolicy.DEFAULT, fee);
            startIntake();
            CountingWaiter.await(intake::isHealthy);
        }
        only.findBlock();
        awaitAndAudit(1);
        assertEquals(Optional.of(new RewardTerms(1, 1, first)), terms().at(4));
        assertEquals(Optional.of(new RewardTerms(3, 5, rule)), terms().at(5));
    }

    /** Whoever was replaced without noticing must not bring its rule back. */
    @Test
    void aRuleIsTakenUpByTheLeaderAlone() throws Exception {
        startIntake();
        CountingWaiter.await(intake::isHealthy);
        Leadership old = leadership;
        rule = new RewardRule(RewardPolicy.DEFAULT, 200);
        replaceIntake();
        CountingWaiter.await(intake::isHealthy);
        RedisLink link = TestRedis.another();
        opened.add(link);
        ShareIntake late = new ShareIntake(
                dataSource,
                link,
                IntakeSettings.of(Network.SANDBOX),
                new RewardRule(RewardPolicy.PROP, 900),
                old,
                InstantSource.system());
        opened.add(late);
        assertThrows(LeadershipLostException.class, late::pass);
        assertEquals(Optional.of(new RewardTerms(2, 1, rule)), terms().at(1));
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
