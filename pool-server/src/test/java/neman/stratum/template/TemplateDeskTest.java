package neman.stratum.template;

import static neman.stratum.template.Tips.on;
import static neman.stratum.template.Tips.tip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.accounting.alarm.AlarmBook;
import neman.bitcoin.node.BlockTemplate;
import org.junit.jupiter.api.Test;

/** What miners get, and which node is asked, for what nodes say at which time. */
class TemplateDeskTest {
    private static final Duration REFRESH = Duration.ofSeconds(30);
    private static final TemplateSettings SETTINGS = new TemplateSettings(REFRESH, Duration.ofSeconds(2), 100);

    private final AlarmBook alarms = new AlarmBook(InstantSource.system());
    private final List<String> heard = new ArrayList<>();
    private final Node first = new Node("first");
    private final Node second = new Node("second");
    private final Node third = new Node("third");
    private long nowNanos = 1_000_000_000_000L;
    private String refusal = "";
    private final TemplateDesk desk = new TemplateDesk(
            List.of(first, second, third), SETTINGS, new Listener(), new NodeAlarms(alarms), () -> nowNanos);

    /** Keeps its orders. */
    private static final class Node implements NodeOrders {
        private final String name;
        private long fetchNanos = NEVER;
        private boolean leads;
        private boolean pollsLong;

        Node(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean pollsLong() {
            return pollsLong;
        }

        @Override
        public void fetchAt(long nanos) {
            fetchNanos = nanos;
        }

        @Override
        public void lead(boolean changed) {
            leads = changed;
        }
    }

    private final class Listener implements TemplateListener {
        @Override
        public void onNewTip(ChainTip tip) {
            heard.add("tip " + tip.height());
        }

        @Override
        public void onTemplate(BlockTemplate template, ChainTip tip) {
            if (!refusal.isEmpty()) {
                throw new IllegalArgumentException(refusal);
            }
            assertEquals(template.previousBlock(), tip.hash());
            heard.add("work on " + tip.height() + " for " + template.coinbaseValueSats());
        }
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        desk.tick();
    }

    private void says(int node, ChainTip tip) {
        desk.onTip(node, tip, Optional.empty());
    }

    private void gives(int node, ChainTip tip) {
        desk.onTemplate(node, on(tip, 100), tip);
    }

    /** All three are at this tip, the first leads and gave work. */
    private void allAt(ChainTip tip) {
        for (int node = 0; node < 3; node++) {
            says(node, tip);
        }
        gives(0, tip);
        heard.clear();
    }

    private void assertHeard(String... events) {
        assertEquals(List.of(events), heard);
        heard.clear();
    }

    private long secondsUntilFetch(Node node) {
        return TimeUnit.NANOSECONDS.toSeconds(node.fetchNanos - nowNanos);
    }

    private static boolean isAsked(Node node) {
        return node.fetchNanos != NodeOrders.NEVER;
    }

    @Test
    void theFirstNodeLeadsAndIsAskedAtOnce() {
        says(1, tip(10));
        assertFalse(isAsked(second), "the first node has not been heard of");
        says(0, tip(10));
        assertTrue(first.leads);
        assertEquals(nowNanos, first.fetchNanos);
        gives(0, tip(10));
        assertHeard("work on 10 for 100");
        assertEquals(REFRESH.toSeconds(), secondsUntilFetch(first));
        assertFalse(isAsked(second));
    }

    @Test
    void aNodeThatIsNotHeardOfAtTheStartIsNotWaitedForLong() {
        says(1, tip(10));
        pass(NodeBoard.START_GRACE);
        assertTrue(second.leads);
        assertTrue(isAsked(second));
    }

    @Test
    void aNewTipIsAnnouncedBeforeItsTemplateWhereThatIsNotThere() {
        allAt(tip(10));
        says(0, tip(11));
        assertHeard("tip 11");
        gives(0, tip(11));
        assertHeard("work on 11 for 100");
    }

    @Test
    void aTemplateThatIsFasterThanTheWordOfItsTipMakesTheWordNeedless() {
        allAt(tip(10));
        gives(0, tip(11));
        assertHeard("work on 11 for 100");
        says(0, tip(11));
        says(1, tip(11));
        assertHeard();
    }

    @Test
    void theLongPollHasASecondBeforeTheLeaderIsAsked() {
        allAt(tip(10));
        first.pollsLong = true;
        says(0, tip(11));
        assertEquals(TemplateDesk.LONG_POLL_GRACE.toNanos(), first.fetchNanos - nowNanos);
        pass(Duration.ofMillis(600));
        assertEquals(400, TimeUnit.NANOSECONDS.toMillis(first.fetchNanos - nowNanos));
    }

    @Test
    void whoeverHasANewTipFirstIsListenedToAndTheLeaderStays() {
        allAt(tip(10));
        says(2, tip(11));
        assertHeard("tip 11");
        assertEquals(nowNanos, third.fetchNanos);
        assertFalse(isAsked(first));
        gives(2, tip(11));
        assertHeard("work on 11 for 100");
        gives(0, tip(11));
        assertHeard();
        assertTrue(first.leads);
        assertFalse(third.leads);
    }

    @Test
    void aLaggingNodesTemplateOfAnOlderTipIsNotHandedOn() {
        allAt(tip(10));
        gives(0, tip(11));
        gives(1, tip(10));
        says(1, tip(10));
        pass(Duration.ofMinutes(3));
        gives(1, tip(10));
        assertHeard("work on 11 for 100");
    }

    @Test
    void aRivalOfTheSameHeightTurnsNobodyAround() {
        allAt(tip(10));
        gives(0, tip(11, 'a'));
        says(1, tip(11, 'b'));
        says(2, tip(11, 'b'));
        gives(1, tip(11, 'b'));
        pass(Duration.ofMinutes(5));
        assertHeard("work on 11 for 100");
        gives(1, tip(12, 'b'));
        assertHeard("work on 12 for 100");
    }

    @Test
    void theLeadChangesWhenTheLeaderIsAwayAndComesBackAfterAMinuteOfHealth() {
        allAt(tip(10));
        desk.onUnfit(0, "gone");
        assertTrue(second.leads && !first.leads);
        for (int i = 0; i < 4; i++) {
            says(0, tip(10));
            pass(Duration.ofSeconds(20));
            desk.onUnfit(0, "gone again");
            assertTrue(second.leads, "a node that comes and goes does not lead");
        }
        says(0, tip(10));
        pass(NodeBoard.RETURN_AFTER.minusSeconds(1));
        assertTrue(second.leads);
        pass(Duration.ofSeconds(1));
        assertTrue(first.leads && !second.leads);
    }

    @Test
    void aLeaderThatIsBehindLosesTheLeadAfterTheGrace() {
        allAt(tip(10));
        says(1, tip(11));
        says(2, tip(11));
        gives(1, tip(11));
        pass(NodeBoard.BEHIND_GRACE.minusSeconds(1));
        assertTrue(first.leads);
        pass(Duration.ofSeconds(1));
        assertTrue(second.leads);
        says(0, tip(11));
        pass(NodeBoard.RETURN_AFTER);
        assertTrue(first.leads);
    }

    @Test
    void takingABlockALittleLaterEachTimeDoesNotDelayTheReturn() {
        allAt(tip(10));
        desk.onUnfit(0, "gone");
        for (int height = 11; height < 18; height++) {
            says(1, tip(height));
            pass(Duration.ofSeconds(5));
            says(0, tip(height));
            pass(Duration.ofSeconds(5));
        }
        assertTrue(first.leads);
    }

    @Test
    void whereOnlyALaggingNodeIsLeftMinersStayOnTheNewerTip() {
        allAt(tip(10));
        gives(0, tip(11));
        assertHeard("work on 11 for 100");
        desk.onUnfit(0, "gone");
        pass(Duration.ofMinutes(5));
        gives(1, tip(10));
        assertHeard();
        assertFalse(second.leads);
        says(1, tip(11));
        assertTrue(second.leads);
        gives(1, tip(11));
        assertHeard("work on 11 for 100");
    }

    @Test
    void aTipThatNobodyCanNameAnyMoreIsGivenUpInTheEnd() {
        allAt(tip(10));
        gives(0, tip(11));
        desk.onUnfit(0, "gone");
        heard.clear();
        pass(NodeBoard.OLDER_TIP_PATIENCE.minusSeconds(1));
        assertHeard();
        pass(Duration.ofSeconds(1));
        assertHeard("tip 10");
        assertTrue(second.leads);
    }

    @Test
    void aNodeThatCameBackWithoutItsLastBlocksIsGivenTimeToGetThem() {
        allAt(tip(10));
        gives(0, tip(11));
        heard.clear();
        desk.onUnfit(0, "restarting");
        desk.onTip(0, tip(9), Optional.empty());
        pass(Duration.ofMinutes(1));
        desk.onTip(0, tip(11), Optional.empty());
        assertHeard();
        assertTrue(first.leads);
    }

    @Test
    void aReorganisationToLessWorkIsFollowedWhereTheNodeSaysThatItLeftTheTip() {
        allAt(tip(10));
        gives(0, tip(11));
        heard.clear();
        desk.onTip(0, tip(10), Optional.of(tip(11).hash()));
        assertHeard("tip 10");
    }

    @Test
    void oneNodeThatLeftTheTipIsNotFollowedWhileAnotherHoldsIt() {
        allAt(tip(10));
        gives(0, tip(11));
        says(1, tip(11));
        heard.clear();
        desk.onTip(0, tip(10), Optional.of(tip(11).hash()));
        pass(NodeBoard.BEHIND_GRACE);
        assertHeard();
        assertTrue(second.leads);
    }

    @Test
    void theRivalIsTakenSoonWhereNobodyElseAnswers() {
        allAt(tip(10));
        gives(0, tip(11, 'a'));
        heard.clear();
        says(1, tip(11, 'b'));
        desk.onUnfit(0, "gone");
        pass(NodeBoard.RIVAL_PATIENCE.minusSeconds(1));
        assertHeard();
        pass(Duration.ofSeconds(1));
        assertHeard("tip 11");
        assertTrue(second.leads);
    }

    @Test
    void aRefreshThatComesTooEarlyIsDroppedAndOneInTimeIsHandedOn() {
        allAt(tip(10));
        pass(REFRESH.minusSeconds(1));
        gives(0, tip(10));
        assertHeard();
        pass(Duration.ofSeconds(1));
        gives(0, tip(10));
        assertHeard("work on 10 for 100");
        gives(1, tip(10));
        assertHeard();
    }

    @Test
    void workIsRenewedEarlyWhenFeesRise() {
        allAt(tip(10));
        desk.onTemplate(0, on(tip(11), 1_000_000), tip(11));
        heard.clear();
        desk.onFees(0, 50_000);
        desk.onFees(0, 59_999);
        assertEquals(REFRESH.toSeconds(), secondsUntilFetch(first));
        desk.onFees(0, 60_000);
        assertEquals(nowNanos, first.fetchNanos);
        desk.onTemplate(0, on(tip(11), 1_009_999), tip(11));
        assertHeard();
        assertEquals(REFRESH.toSeconds(), secondsUntilFetch(first), "the mempool's fees are counted from now on");
        desk.onTemplate(0, on(tip(11), 1_010_000), tip(11));
        assertHeard("work on 11 for 1010000");
    }

    @Test
    void aNodeThatGivesNoTemplateIsReplacedAndOneAloneIsAskedAgainLessAndLessOften() {
        allAt(tip(10));
        desk.onNoTemplate(0, "not connected");
        assertTrue(second.leads);
        desk.onUnfit(1, "gone");
        desk.onUnfit(2, "gone");
        assertTrue(first.leads, "better than none");
        says(0, tip(11));
        assertEquals(1, secondsUntilFetch(first));
        desk.onNoTemplate(0, "not connected");
        assertEquals(2, secondsUntilFetch(first));
        for (int i = 0; i < 40; i++) {
            desk.onNoTemplate(0, "not connected");
        }
        assertEquals(TemplateDesk.LAST_RETRY.toSeconds(), secondsUntilFetch(first));
        gives(0, tip(11));
        assertEquals(REFRESH.toSeconds(), secondsUntilFetch(first));
    }

    @Test
    void aNodeThatGaveNoTemplateLeadsAgainWhenItHasGivenOneAndNotBefore() {
        allAt(tip(10));
        desk.onNoTemplate(0, "not connected");
        assertTrue(second.leads);
        for (int i = 0; i < 3; i++) {
            assertEquals(NodeBoard.RETURN_AFTER.toSeconds(), secondsUntilFetch(first));
            pass(NodeBoard.RETURN_AFTER);
            assertTrue(second.leads, "it has not shown that it can");
            desk.onNoTemplate(0, "not connected");
        }
        pass(NodeBoard.RETURN_AFTER);
        gives(0, tip(10));
        assertTrue(first.leads && !second.leads);
        assertHeard("work on 10 for 100");
        assertFalse(isAsked(second));
    }

    @Test
    void aTemplateThatCannotBeMinedIsAskedOfAnotherNode() {
        allAt(tip(10));
        refusal = "rule !new is not known";
        gives(0, tip(11));
        assertHeard();
        says(1, tip(11));
        assertTrue(second.leads);
        refusal = "";
        gives(1, tip(11));
        assertHeard("work on 11 for 100");
    }
}
