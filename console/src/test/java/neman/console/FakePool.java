package neman.console;

import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.console.view.AgentList;
import neman.console.view.AlarmItem;
import neman.console.view.BlockItem;
import neman.console.view.HashrateHistory;
import neman.console.view.HistorySpan;
import neman.console.view.InstanceItem;
import neman.console.view.JobStatus;
import neman.console.view.MinerStatus;
import neman.console.view.NodeItem;
import neman.console.view.Page;
import neman.console.view.PageRequest;
import neman.console.view.PayoutItem;
import neman.console.view.PoolStatus;
import neman.console.view.PoolView;
import neman.console.view.SessionItem;

/** A pool in memory: what it is told to say, with real paging, and a database that can be away. */
final class FakePool implements PoolView {
    final AtomicInteger statusQuestions = new AtomicInteger();
    final Map<String, MinerStatus> miners = new HashMap<>();
    volatile boolean databaseAway;
    volatile PoolStatus status;
    volatile List<BlockItem> blocks = List.of();
    volatile List<PayoutItem> payouts = List.of();
    volatile Optional<JobStatus> job = Optional.empty();
    volatile List<SessionItem> sessions = List.of();
    volatile AgentList agents = new AgentList(List.of(), 0);
    volatile List<InstanceItem> instances = List.of();
    volatile List<NodeItem> nodes = List.of();
    volatile List<AlarmItem> alarms = List.of();
    volatile HashrateHistory hourHistory = new HashrateHistory(60, List.of());
    volatile HashrateHistory dayHistory = new HashrateHistory(900, List.of());

    FakePool(PoolStatus status) {
        this.status = status;
    }

    @Override
    public Network network() {
        return Network.SANDBOX;
    }

    @Override
    public PoolStatus pool() throws SQLException {
        statusQuestions.incrementAndGet();
        return whenThere(status);
    }

    @Override
    public Page<BlockItem> blocks(PageRequest request) throws SQLException {
        return whenThere(page(blocks, request));
    }

    @Override
    public Page<PayoutItem> payouts(PageRequest request) throws SQLException {
        return whenThere(page(payouts, request));
    }

    @Override
    public Optional<MinerStatus> miner(PayoutAddress address) throws SQLException {
        return whenThere(Optional.ofNullable(miners.get(address.toString())));
    }

    @Override
    public Optional<JobStatus> currentJob() throws SQLException {
        return whenThere(job);
    }

    @Override
    public Page<SessionItem> sessions(Optional<PayoutAddress> account, PageRequest request) {
        List<SessionItem> wanted = sessions.stream()
                .filter(session -> account.isEmpty() || session.account().equals(account.map(PayoutAddress::toString)))
                .toList();
        return page(wanted, request);
    }

    @Override
    public AgentList agents() {
        return agents;
    }

    @Override
    public Page<InstanceItem> instances() {
        return Page.last(instances);
    }

    @Override
    public Page<NodeItem> nodes() {
        return Page.last(nodes);
    }

    @Override
    public Page<AlarmItem> alarms() {
        return Page.last(alarms);
    }

    @Override
    public HashrateHistory hashrateHistory(HistorySpan span) throws SQLException {
        return whenThere(span == HistorySpan.HOUR ? hourHistory : dayHistory);
    }

    private <T> T whenThere(T answer) throws SQLException {
        if (databaseAway) {
            throw new SQLException("connection to secret-host:5432 refused");
        }
        return answer;
    }

    private static <T> Page<T> page(List<T> all, PageRequest request) {
        int from = request.cursor().map(FakePool::position).orElse(0);
        int to = Math.min(all.size(), from + request.limit());
        Optional<String> next = to < all.size() ? Optional.of(Integer.toString(to)) : Optional.empty();
        return new Page<>(all.subList(Math.min(from, to), to), next);
    }

    private static int position(String cursor) {
        try {
            return Integer.parseInt(cursor);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("cursor is not one that this API gave", e);
        }
    }
}
