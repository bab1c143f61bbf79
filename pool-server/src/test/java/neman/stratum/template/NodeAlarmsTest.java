package neman.stratum.template;

import static neman.accounting.alarm.AlarmCode.NODE_BEHIND;
import static neman.accounting.alarm.AlarmCode.NODE_CLOCK_OFF;
import static neman.accounting.alarm.AlarmCode.NODE_GIVES_NO_TEMPLATE;
import static neman.accounting.alarm.AlarmCode.NODE_UNFIT;
import static neman.accounting.alarm.AlarmCode.NO_LEADER;
import static neman.accounting.alarm.AlarmCode.TIP_GIVEN_UP;
import static neman.stratum.template.Tips.tip;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.OpenAlarm;
import neman.bitcoin.node.BlockTemplate;
import org.junit.jupiter.api.Test;

/** Which alarms stand after what nodes said and how long ago, through the desk that hears it. */
class NodeAlarmsTest {
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final AlarmBook alarms = new AlarmBook(InstantSource.system());
    private long nowNanos = 1_000_000_000_000L;
    private final TemplateDesk desk = new TemplateDesk(
            List.of(new SilentOrders("first"), new SilentOrders("second")),
            new TemplateSettings(Duration.ofSeconds(30), Duration.ofSeconds(2), 100),
            new AnyWork(),
            new NodeAlarms(alarms),
            () -> nowNanos);

    private record SilentOrders(String name) implements NodeOrders {
        @Override
        public boolean pollsLong() {
            return false;
        }

        @Override
        public void fetchAt(long nanos) {}

        @Override
        public void lead(boolean leads) {}
    }

    private static final class AnyWork implements TemplateListener {
        @Override
        public void onNewTip(ChainTip tip) {}

        @Override
        public void onTemplate(BlockTemplate template, ChainTip tip) {}
    }

    private void pass(Duration time) {
        nowNanos += time.toNanos();
        desk.tick();
    }

    private void says(int node, ChainTip tip) {
        desk.onTip(node, tip, Optional.empty());
    }

    private List<AlarmCode> open() {
        return alarms.open().stream()
                .map(OpenAlarm::alarm)
                .map(alarm -> alarm.code())
                .sorted()
                .toList();
    }

    private void bothAt(ChainTip tip) {
        says(0, tip);
        says(1, tip);
        desk.onTemplate(0, Tips.on(tip, 100), tip);
        pass(MOMENT);
    }

    @Test
    void whatLastsForAMomentIsNone() {
        bothAt(tip(10));
        desk.onUnfit(0, "no answer");
        desk.onUnfit(1, "no answer");
        pass(NodeAlarms.PATIENCE.minus(MOMENT));
        says(0, tip(10));
        says(1, tip(10));
        pass(NodeAlarms.PATIENCE);
        assertEquals(List.of(), open());
    }

    @Test
    void aNodeThatIsAwayIsOneAndAllOfThemLeaveThePoolWithoutALeader() {
        bothAt(tip(10));
        desk.onUnfit(1, "no answer");
        pass(MOMENT);
        pass(NodeAlarms.PATIENCE);
        assertEquals(List.of(NODE_UNFIT), open());
        assertEquals("second", alarms.open().get(0).alarm().subject());
        assertEquals("no answer", alarms.open().get(0).alarm().message());
        desk.onUnfit(0, "refused");
        pass(MOMENT);
        pass(NodeAlarms.PATIENCE);
        assertEquals(List.of(NO_LEADER, NODE_UNFIT, NODE_UNFIT), open());
        says(1, tip(10));
        pass(MOMENT);
        assertEquals(List.of(NODE_UNFIT), open());
        says(0, tip(10));
        pass(MOMENT);
        assertEquals(List.of(), open());
    }

    @Test
    void nodesThatNeverAnsweredAreToldOf() {
        desk.tick();
        pass(NodeAlarms.PATIENCE);
        assertEquals(List.of(NO_LEADER, NODE_UNFIT, NODE_UNFIT), open());
    }

    @Test
    void aNodeThatStaysBehindIsOne() {
        bothAt(tip(10));
        says(0, tip(12));
        pass(MOMENT);
        pass(NodeAlarms.BEHIND_PATIENCE.minus(MOMENT));
        assertEquals(List.of(), open(), "nodes take blocks one after the other");
        pass(MOMENT);
        assertEquals(List.of(NODE_BEHIND), open());
        String message = alarms.open().get(0).alarm().message();
        assertTrue(message.endsWith("2 blocks behind"), message);
        says(1, tip(12));
        pass(MOMENT);
        assertEquals(List.of(), open());
    }

    @Test
    void aNodeThatGivesNoTemplateIsOne() {
        bothAt(tip(10));
        desk.onNoTemplate(0, "out of memory");
        pass(MOMENT);
        pass(NodeAlarms.PATIENCE);
        assertEquals(List.of(NODE_GIVES_NO_TEMPLATE), open());
        desk.onTemplate(0, Tips.on(tip(10), 100), tip(10));
        pass(MOMENT);
        assertEquals(List.of(), open());
    }

    @Test
    void aClockFarOffIsOneUntilItIsClearlyBetter() {
        bothAt(tip(10));
        desk.onClock(1, NodeAlarms.CLOCK_TOLERANCE);
        pass(MOMENT);
        assertEquals(List.of(), open());
        desk.onClock(1, NodeAlarms.CLOCK_TOLERANCE.plus(MOMENT).negated());
        pass(MOMENT);
        assertEquals(List.of(NODE_CLOCK_OFF), open());
        assertEquals(
                "its clock is 61 s behind ours", alarms.open().get(0).alarm().message());
        desk.onClock(1, NodeAlarms.CLOCK_TOLERANCE.minus(MOMENT));
        pass(MOMENT);
        assertEquals(List.of(NODE_CLOCK_OFF), open());
        desk.onClock(1, NodeAlarms.CLOCK_TOLERANCE.minus(NodeAlarms.CLOCK_MARGIN));
        pass(MOMENT);
        assertEquals(List.of(), open());
    }

    @Test
    void aTipThatIsGivenUpIsOne() {
        bothAt(tip(10));
        ChainTip rival = tip(10, 'b');
        desk.onTip(0, rival, Optional.of(tip(10).hash()));
        desk.onTip(1, rival, Optional.of(tip(10).hash()));
        pass(MOMENT);
        assertEquals(List.of(TIP_GIVEN_UP), open());
        assertEquals(tip(10).hash().toString(), alarms.open().get(0).alarm().subject());
    }

    @Test
    void tellsHowEachNodeStands() {
        assertEquals(NodeState.UNHEARD, desk.nodes().get(0).state());
        bothAt(tip(10));
        NodeStatus first = desk.nodes().get(0);
        assertEquals("first", first.name());
        assertEquals(NodeState.LEADING, first.state());
        assertEquals(Optional.of(tip(10)), first.tip());
        assertEquals(Optional.of(MOMENT), first.templateAge());
        assertEquals(Optional.empty(), first.problem());
        NodeStatus second = desk.nodes().get(1);
        assertEquals(NodeState.READY, second.state());
        assertEquals(Optional.empty(), second.templateAge());
        says(0, tip(12));
        assertEquals(NodeState.BEHIND, desk.nodes().get(1).state());
        assertEquals(2, desk.nodes().get(1).blocksBehind());
        desk.onNoTemplate(0, "out of memory");
        says(1, tip(12));
        assertEquals(NodeState.LEADING, desk.nodes().get(1).state(), "it gives templates");
        assertEquals(NodeState.WITHOUT_TEMPLATE, desk.nodes().get(0).state());
        desk.onUnfit(0, "away");
        desk.onClock(0, Duration.ofSeconds(-3));
        NodeStatus away = desk.nodes().get(0);
        assertEquals(NodeState.UNFIT, away.state());
        assertEquals(Optional.of("away"), away.problem());
        assertEquals(Optional.of(Duration.ofSeconds(-3)), away.clockAhead());
        assertFalse(desk.nodes().get(1).problem().isPresent());
    }
}
