package neman.accounting.live;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import neman.accounting.live.LiveStatus.Agent;
import neman.accounting.live.LiveStatus.Session;

/**
 * What software is connected: sessions counted by what they call themselves. Anybody may call himself anything, so only
 * {@value #MAX_AGENTS} names are told, the most used first.
 *
 * @param agents by connections, descending, then by name
 * @param connectionsLeftOut those of all other names together
 */
public record AgentInventory(List<Agent> agents, int connectionsLeftOut) {
    public static final int MAX_AGENTS = 200;

    private static final Comparator<Agent> MOST_USED_FIRST =
            Comparator.comparingInt(Agent::connections).reversed().thenComparing(Agent::userAgent);

    /** @param sessions all of one instance; those of one connection stand together */
    public static AgentInventory ofSessions(List<Session> sessions) {
        Map<String, Agent> byName = new HashMap<>();
        long before = Long.MIN_VALUE;
        for (Session session : sessions) {
            int connections = session.connection() == before ? 0 : 1;
            before = session.connection();
            Agent one = new Agent(session.userAgent(), connections, session.accepted(), session.rejectedByReason());
            byName.merge(one.userAgent(), one, AgentInventory::sum);
        }
        return cut(byName.values().stream(), 0);
    }

    /** The same of several instances. */
    public static AgentInventory ofAll(List<LiveStatus> instances) {
        Map<String, Agent> byName = new HashMap<>();
        instances.forEach(instance ->
                instance.agents().forEach(agent -> byName.merge(agent.userAgent(), agent, AgentInventory::sum)));
        return cut(
                byName.values().stream(),
                instances.stream().mapToInt(LiveStatus::agentsLeftOut).sum());
    }

    private static Agent sum(Agent one, Agent other) {
        return new Agent(
                one.userAgent(),
                one.connections() + other.connections(),
                one.accepted() + other.accepted(),
                sum(one.rejectedByReason(), other.rejectedByReason()));
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        if (other.isEmpty()) {
            return one;
        }
        Map<String, Long> sums = new TreeMap<>(one);
        other.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
        return sums;
    }

    private static AgentInventory cut(Stream<Agent> all, int leftOutBefore) {
        List<Agent> sorted = all.sorted(MOST_USED_FIRST).toList();
        int kept = Math.min(sorted.size(), MAX_AGENTS);
        int leftOut = sorted.subList(kept, sorted.size()).stream()
                .mapToInt(Agent::connections)
                .sum();
        return new AgentInventory(sorted.subList(0, kept), leftOutBefore + leftOut);
    }
}
