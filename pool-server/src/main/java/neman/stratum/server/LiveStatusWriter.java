package neman.stratum.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import neman.accounting.alarm.OpenAlarm;
import neman.accounting.live.AgentInventory;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatus.Session;
import neman.accounting.live.LiveStatus.SessionState;
import neman.stratum.defence.Ban;
import neman.stratum.defence.Defence;
import neman.stratum.job.Job;
import neman.stratum.session.LoopStatus;
import neman.stratum.session.SessionFacts;
import neman.stratum.session.WorkerName;
import neman.stratum.share.Refusal;
import neman.stratum.template.ChainTip;
import neman.stratum.template.NodeStatus;

/** Puts together what the event loops say. Not for an event loop: at twenty thousand sessions this takes a while. */
record LiveStatusWriter(int instance, long startedAtMillis) {

    /** @param loops always in the same order: a connection's number depends on its loop's place */
    LiveStatus write(
            long nowMillis,
            boolean draining,
            List<LoopStatus> loops,
            Optional<Job> job,
            Defence defence,
            List<NodeStatus> nodes,
            List<OpenAlarm> alarms) {
        List<Ban> bans = defence.bans();
        List<Session> sessions = sessions(loops);
        AgentInventory inventory = AgentInventory.ofSessions(sessions);
        Map<String, Long> refused = new TreeMap<>();
        loops.forEach(loop -> loop.refused().forEach((why, count) -> refused.merge(why.reason(), count, Long::sum)));
        return new LiveStatus(
                instance,
                startedAtMillis,
                nowMillis,
                draining,
                loops.stream().mapToInt(LoopStatus::connections).sum(),
                sessions,
                sessions.size(),
                inventory.agents(),
                inventory.connectionsLeftOut(),
                job.map(LiveStatusWriter::describe).orElse(null),
                loops.stream().mapToLong(LoopStatus::accepted).sum(),
                refused,
                defence.counts().byReason(),
                bans.stream()
                        .limit(LiveStatus.BANS_MAX)
                        .map(ban -> new LiveStatus.Ban(ban.address(), ban.endsAtMillis()))
                        .toList(),
                bans.size(),
                nodes.stream().map(LiveStatusWriter::describe).toList(),
                alarms.stream()
                        .limit(LiveStatus.ALARMS_MAX)
                        .map(LiveStatusWriter::describe)
                        .toList());
    }

    private static LiveStatus.Node describe(NodeStatus node) {
        return new LiveStatus.Node(
                node.name(),
                node.state().word(),
                node.tip().map(tip -> tip.hash().toString()).orElse(null),
                node.tip().map(ChainTip::height).orElse(null),
                node.blocksBehind(),
                node.problem().orElse(null),
                node.templateAge().map(Duration::toMillis).orElse(null),
                node.clockAhead().map(Duration::toSeconds).orElse(null));
    }

    private static LiveStatus.OpenAlarm describe(OpenAlarm open) {
        return new LiveStatus.OpenAlarm(
                open.alarm().code().name(),
                open.alarm().code().severity().name(),
                open.alarm().subject(),
                open.alarm().message(),
                open.alarm().remedy(),
                open.raisedAt().toEpochMilli(),
                open.lastSeenAt().toEpochMilli(),
                open.times());
    }

    /** Sorted by connection; the sort keeps the workers of one in the order in which they came. */
    private static List<Session> sessions(List<LoopStatus> loops) {
        List<Session> sessions = new ArrayList<>();
        for (int place = 0; place < loops.size(); place++) {
            for (SessionFacts facts : loops.get(place).sessions()) {
                sessions.add(describe(facts, facts.number() * loops.size() + place));
            }
        }
        sessions.sort(Comparator.comparingLong(Session::connection));
        return sessions;
    }

    private static Session describe(SessionFacts facts, long connection) {
        return new Session(
                connection,
                state(facts),
                facts.account(),
                facts.worker().map(WorkerName::worker).orElse(""),
                facts.userAgent(),
                facts.difficulty().toString(),
                facts.connectedAtMillis(),
                facts.accepted(),
                byReason(facts.refused()),
                facts.lastShareAtMillis());
    }

    private static SessionState state(SessionFacts facts) {
        if (facts.worker().isPresent()) {
            return facts.subscribed() ? SessionState.MINING : SessionState.AUTHORIZED;
        }
        return facts.subscribed() ? SessionState.SUBSCRIBED : SessionState.OPENING;
    }

    private static Map<String, Long> byReason(Map<Refusal, Long> refused) {
        Map<String, Long> byReason = new TreeMap<>();
        refused.forEach((refusal, count) -> byReason.put(refusal.reason(), count));
        return byReason;
    }

    private static LiveStatus.Job describe(Job job) {
        return new LiveStatus.Job(
                job.height(),
                Long.toHexString(job.id()),
                job.previousBlock().toString(),
                job.nbits(),
                job.coinbaseValueSats(),
                job.transactions().size());
    }
}
