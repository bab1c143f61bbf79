package neman.stratum.template;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.alarm.Alarm;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;

/** Which alarms follow from how the nodes stand. What lasts for moments only is none: nodes restart and take turns. One thread. */
final class NodeAlarms {
    static final Duration PATIENCE = Duration.ofSeconds(10);
    static final Duration BEHIND_PATIENCE = Duration.ofMinutes(2);
    static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);
    /** Once it was too far off, it must be better than that by so much. */
    static final Duration CLOCK_MARGIN = Duration.ofSeconds(10);

    private static final String LEADER = "nodes";

    private final AlarmBook alarms;
    /** Since when what is wrong is so. */
    private final Map<String, Long> sinceNanos = new HashMap<>();

    NodeAlarms(AlarmBook alarms) {
        this.alarms = alarms;
    }

    void look(List<NodeStatus> nodes, long nowNanos) {
        nodes.forEach(node -> look(node, nowNanos));
        boolean led = nodes.stream().anyMatch(node -> node.state() == NodeState.LEADING);
        set(
                AlarmCode.NO_LEADER,
                LEADER,
                Optional.of("no node stands on the best tip and answers").filter(any -> !led),
                PATIENCE,
                nowNanos);
    }

    private void look(NodeStatus node, long nowNanos) {
        NodeState state = node.state();
        boolean away = state == NodeState.UNFIT || state == NodeState.UNHEARD;
        boolean behind = state == NodeState.BEHIND;
        Optional<String> unfit = Optional.of(node.problem().orElse("it has not answered since the start"));
        set(AlarmCode.NODE_UNFIT, node.name(), unfit.filter(any -> away), PATIENCE, nowNanos);
        Optional<String> late = Optional.of("it stands on height "
                + node.tip().map(ChainTip::height).orElse(0) + ", which is not the best tip, " + node.blocksBehind()
                + " blocks behind");
        set(AlarmCode.NODE_BEHIND, node.name(), late.filter(any -> behind), BEHIND_PATIENCE, nowNanos);
        boolean fails = !away && !behind && node.problem().isPresent();
        set(AlarmCode.NODE_GIVES_NO_TEMPLATE, node.name(), node.problem().filter(any -> fails), PATIENCE, nowNanos);
        node.clockAhead().ifPresent(ahead -> lookAtClock(node.name(), ahead));
    }

    private void set(AlarmCode code, String subject, Optional<String> problem, Duration patience, long nowNanos) {
        String key = code + " " + subject;
        if (problem.isEmpty()) {
            sinceNanos.remove(key);
            alarms.clear(code, subject);
        } else if (nowNanos - sinceNanos.computeIfAbsent(key, any -> nowNanos) >= patience.toNanos()) {
            alarms.set(code, subject, problem);
        }
    }

    private void lookAtClock(String name, Duration ahead) {
        boolean open = alarms.isOpen(AlarmCode.NODE_CLOCK_OFF, name);
        Duration tolerance = open ? CLOCK_TOLERANCE.minus(CLOCK_MARGIN) : CLOCK_TOLERANCE;
        boolean off = ahead.abs().compareTo(tolerance) > 0;
        String way = ahead.isNegative() ? " s behind ours" : " s ahead of ours";
        String message = "its clock is " + ahead.abs().toSeconds() + way;
        alarms.set(AlarmCode.NODE_CLOCK_OFF, name, Optional.of(message).filter(any -> off));
    }

    /** Every node that answers has left it, or nobody names it any more. */
    void tipGivenUp(ChainTip before, ChainTip instead) {
        alarms.raise(Alarm.of(
                AlarmCode.TIP_GIVEN_UP,
                before.hash().toString(),
                "the tip " + before.hash() + " of height " + before.height() + " was given up for " + instead.hash()
                        + " of height " + instead.height()));
    }
}
