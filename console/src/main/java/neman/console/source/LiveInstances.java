package neman.console.source;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import neman.accounting.live.AgentInventory;
import neman.accounting.live.LiveStatus;
import neman.bitcoin.Target;
import neman.console.view.AgentItem;
import neman.console.view.AgentList;
import neman.console.view.AlarmItem;
import neman.console.view.BanItem;
import neman.console.view.InstanceItem;
import neman.console.view.NodeItem;
import neman.console.view.Page;
import neman.console.view.PageRequest;
import neman.console.view.SessionItem;

/**
 * What all running stratum instances say of themselves, at most some seconds ago.
 *
 * @param instances empty where none runs, and where Redis is away: mining goes on without it, and so does the console
 */
record LiveInstances(List<LiveStatus> instances) {
    boolean isAny() {
        return !instances.isEmpty();
    }

    Optional<Instant> oldestStart() {
        return instances.stream()
                .map(instance -> Instant.ofEpochMilli(instance.startedAtMillis()))
                .min(Comparator.naturalOrder());
    }

    int connections() {
        return instances.stream().mapToInt(LiveStatus::connections).sum();
    }

    int workers() {
        return (int) sessions()
                .map(session -> session.account() + '.' + session.worker())
                .distinct()
                .count();
    }

    int miners() {
        return (int) sessions().map(LiveStatus.Session::account).distinct().count();
    }

    Map<String, Long> rejected() {
        Map<String, Long> sums = new TreeMap<>();
        instances.forEach(instance -> addTo(sums, instance.rejectedByReason()));
        return sums;
    }

    /** The one on the highest block: an instance may be a moment behind. */
    Optional<LiveStatus.Job> job() {
        return instances.stream()
                .flatMap(instance -> instance.job().stream())
                .max(Comparator.comparingInt(LiveStatus.Job::height));
    }

    /** The account's open sessions, by worker. */
    Map<String, List<LiveStatus.Session>> sessionsByWorker(String account) {
        return sessions()
                .filter(session -> session.account().equals(account))
                .collect(Collectors.groupingBy(LiveStatus.Session::worker, TreeMap::new, Collectors.toList()));
    }

    /** Those with a worker. */
    private Stream<LiveStatus.Session> sessions() {
        return instances.stream()
                .flatMap(instance -> instance.sessions().stream())
                .filter(LiveStatus.Session::hasWorker);
    }

    Page<SessionItem> sessionPage(Optional<String> account, PageRequest request) {
        return SessionPages.page(instances, account, request);
    }

    AgentList agents() {
        AgentInventory inventory = AgentInventory.ofAll(instances);
        return new AgentList(
                inventory.agents().stream().map(LiveInstances::agent).toList(), inventory.connectionsLeftOut());
    }

    private static AgentItem agent(LiveStatus.Agent agent) {
        return new AgentItem(
                Optional.of(agent.userAgent()).filter(name -> !name.isEmpty()),
                agent.connections(),
                agent.accepted(),
                agent.rejectedByReason());
    }

    Page<InstanceItem> instanceItems() {
        return Page.last(instances.stream().map(LiveInstances::instance).toList());
    }

    private static InstanceItem instance(LiveStatus status) {
        return new InstanceItem(
                status.instance(),
                status.draining() ? "draining" : "running",
                Instant.ofEpochMilli(status.startedAtMillis()),
                Instant.ofEpochMilli(status.publishedAtMillis()),
                status.connections(),
                status.sessionsTotal(),
                status.job().map(LiveStatus.Job::height),
                status.accepted(),
                status.rejectedByReason(),
                status.measures(),
                status.bans().stream()
                        .map(ban -> new BanItem(ban.address(), Instant.ofEpochMilli(ban.endsAtMillis())))
                        .toList(),
                status.bansTotal());
    }

    Page<NodeItem> nodes() {
        List<NodeItem> nodes = new ArrayList<>();
        instances.forEach(instance -> instance.nodes().forEach(node -> nodes.add(node(instance.instance(), node))));
        return Page.last(nodes);
    }

    private static NodeItem node(int instance, LiveStatus.Node node) {
        return new NodeItem(
                instance,
                node.name(),
                node.state(),
                Optional.ofNullable(node.tip()),
                Optional.ofNullable(node.height()),
                node.blocksBehind(),
                Optional.ofNullable(node.problem()),
                Optional.ofNullable(node.templateAgeMillis()).map(millis -> millis / 1_000.0),
                Optional.ofNullable(node.clockAheadSeconds()));
    }

    List<AlarmItem> alarms() {
        List<AlarmItem> alarms = new ArrayList<>();
        instances.forEach(
                instance -> instance.alarms().forEach(alarm -> alarms.add(PoolAlarmList.item(instance, alarm))));
        return alarms;
    }

    /** Of the job that miners work on; empty without one, and where an instance of the release before has it. */
    Optional<Target> networkTarget() {
        return job().map(LiveStatus.Job::nbits).filter(nbits -> nbits != 0).map(Target::ofCompact);
    }

    static void addTo(Map<String, Long> sums, Map<String, Long> counts) {
        counts.forEach((reason, count) -> sums.merge(reason, count, Long::sum));
    }
}
