package neman.console.source;

import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import javax.sql.DataSource;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatusReader;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Target;
import neman.console.source.ShareStatistics.PoolWork;
import neman.console.source.ShareStatistics.WorkerWork;
import neman.console.view.AgentList;
import neman.console.view.AlarmItem;
import neman.console.view.BlockItem;
import neman.console.view.HashrateHistory;
import neman.console.view.Hashrates;
import neman.console.view.HistorySpan;
import neman.console.view.InstanceItem;
import neman.console.view.JobStatus;
import neman.console.view.MinerPayout;
import neman.console.view.MinerStatus;
import neman.console.view.NextBlock;
import neman.console.view.NodeItem;
import neman.console.view.Page;
import neman.console.view.PageRequest;
import neman.console.view.PayoutItem;
import neman.console.view.PoolStatus;
import neman.console.view.PoolTerms;
import neman.console.view.PoolView;
import neman.console.view.SessionItem;
import neman.console.view.WorkerStatus;
import neman.payout.query.MinerBalance;
import neman.payout.query.PayoutQueries;

/** The pool as PostgreSQL and Redis know it. Without Redis what lives is missing, without PostgreSQL nothing can be said. */
public final class RecordedPoolView implements PoolView {
    private static final int MINER_PAYOUTS = 20;

    private final PoolTerms terms;
    private final ShareStatistics statistics;
    private final LiveSource live;
    private final LiveShares shares;
    private final PayoutQueries books;
    private final PoolAlarmList alarms;
    private final InstantSource clock;

    /** @param database with the schemas {@code accounting} and {@code ledger} migrated; only read from */
    public RecordedPoolView(
            PoolTerms terms,
            DataSource database,
            LiveStatusReader live,
            LiveShares shares,
            PayoutQueries books,
            PoolAlarmList.Own alarms,
            InstantSource clock) {
        this.terms = terms;
        this.statistics = new ShareStatistics(database);
        this.live = new LiveSource(live, clock);
        this.shares = shares;
        this.books = books;
        this.alarms = new PoolAlarmList(database, books, alarms);
        this.clock = clock;
    }

    @Override
    public Network network() {
        return terms.network();
    }

    @Override
    public PoolStatus pool() throws SQLException {
        Instant now = clock.instant();
        LiveInstances instances = live.read();
        PoolWork work = statistics.poolWork(HashrateWindow.earliest(now));
        HashrateWindow window = HashrateWindow.of(now, work.firstMinute(), instances.oldestStart());
        Optional<NetworkDifficulty> difficulty = networkDifficulty(instances);
        Optional<Instant> lastBlockAt = lastBlockAt();
        return new PoolStatus(
                terms.network().configuredName(),
                instances.job().map(job -> job.height() - 1),
                instances.job().map(LiveStatus.Job::previousBlock),
                difficulty.map(NetworkDifficulty::decimal),
                instances.isAny(),
                instances.connections(),
                instances.workers(),
                instances.miners(),
                instances.rejected(),
                window.hashesPerSecond(work.units()),
                HashrateWindow.relativeError(work.shares()),
                window.seconds(),
                roundEffort(difficulty, lastBlockAt, now),
                LedgerItems.blockCounts(statistics.blockCounts()),
                lastBlockAt,
                LedgerItems.balances(books.totals()),
                terms,
                now);
    }

    /** As the running instances have it; without any, as the last recorded job had it. */
    private Optional<NetworkDifficulty> networkDifficulty(LiveInstances instances) throws SQLException {
        Optional<Target> live = instances.networkTarget();
        return (live.isPresent() ? live : statistics.networkTarget()).map(NetworkDifficulty::of);
    }

    private Optional<Instant> lastBlockAt() throws SQLException {
        return books.blocks(1, OptionalLong.empty()).items().stream()
                .findFirst()
                .map(block -> block.foundAt());
    }

    private Optional<Double> roundEffort(
            Optional<NetworkDifficulty> difficulty, Optional<Instant> lastBlockAt, Instant now) throws SQLException {
        if (difficulty.isEmpty()) {
            return Optional.empty();
        }
        BigInteger work = statistics.workSince(lastBlockAt, now);
        return Optional.of(difficulty.get().expectedBlocks(work));
    }

    @Override
    public Page<BlockItem> blocks(PageRequest request) throws SQLException {
        return LedgerItems.page(
                books.blocks(request.limit(), LedgerItems.cursor(request.cursor())), LedgerItems::block);
    }

    @Override
    public Page<PayoutItem> payouts(PageRequest request) throws SQLException {
        return LedgerItems.page(
                books.payouts(request.limit(), LedgerItems.cursor(request.cursor())), LedgerItems::payout);
    }

    @Override
    public Optional<MinerStatus> miner(PayoutAddress address) throws SQLException {
        String account = address.toString();
        LiveInstances instances = live.read();
        Map<String, List<LiveStatus.Session>> sessions = instances.sessionsByWorker(account);
        if (sessions.isEmpty() && !statistics.knows(account)) {
            return Optional.empty();
        }
        return Optional.of(miner(account, instances, sessions));
    }

    private MinerStatus miner(String account, LiveInstances instances, Map<String, List<LiveStatus.Session>> sessions)
            throws SQLException {
        Instant now = clock.instant();
        Instant earliest = HashrateWindow.earliest(now);
        // Measured over the pool's time, not over the miner's own: a sum of miners is the pool.
        Optional<Instant> firstMinute = statistics.poolWork(earliest).firstMinute();
        HashrateWindow window = HashrateWindow.of(now, firstMinute, instances.oldestStart());
        Map<String, WorkerWork> work = statistics.workers(account, now.minus(1, ChronoUnit.DAYS), earliest);
        Optional<LiveShares.Rates> rates = shares.rates(account);
        Map<String, Hashrates> workerRates =
                rates.map(LiveShares.Rates::workers).orElse(Map.of());
        List<WorkerStatus> workers = new WorkerStatuses(work, sessions, window, workerRates).list();
        MinerBalance balance = books.minerBalance(account);
        return new MinerStatus(
                account,
                workers.stream().map(WorkerStatus::hashrate).reduce(BigInteger.ZERO, BigInteger::add),
                HashrateWindow.relativeError(work.values().stream()
                        .mapToLong(WorkerWork::recentShares)
                        .sum()),
                rates.map(LiveShares.Rates::all),
                nextBlock(account, instances),
                balance.pendingSats(),
                balance.availableSats(),
                balance.heldSats(),
                balance.inPayoutSats(),
                balance.paidSats(),
                workers,
                minerPayouts(account),
                now);
    }

    /** Under SOLO nobody has a part before the block is found. */
    private Optional<NextBlock> nextBlock(String account, LiveInstances instances) {
        return instances
                .job()
                .filter(job -> !terms.rewardScheme().equals("solo"))
                .flatMap(job -> shares.nextBlock(account, job.coinbaseValueSats(), terms.feeBasisPoints()));
    }

    private List<MinerPayout> minerPayouts(String account) throws SQLException {
        return books.minerPayouts(account, MINER_PAYOUTS, OptionalLong.empty()).items().stream()
                .map(LedgerItems::minerPayout)
                .toList();
    }

    @Override
    public Optional<JobStatus> currentJob() {
        return live.read()
                .job()
                .map(job -> new JobStatus(
                        job.height(), job.jobId(), job.previousBlock(), job.coinbaseValueSats(), job.transactions()));
    }

    @Override
    public Page<SessionItem> sessions(Optional<PayoutAddress> account, PageRequest request) {
        return live.read().sessionPage(account.map(PayoutAddress::toString), request);
    }

    @Override
    public AgentList agents() {
        return live.read().agents();
    }

    @Override
    public Page<InstanceItem> instances() {
        return live.read().instanceItems();
    }

    @Override
    public Page<NodeItem> nodes() {
        return live.read().nodes();
    }

    @Override
    public Page<AlarmItem> alarms() {
        return Page.last(alarms.read(live.read()));
    }

    @Override
    public HashrateHistory hashrateHistory(HistorySpan span) throws SQLException {
        Duration step = span.step();
        long stepSeconds = step.toSeconds();
        Instant end = Instant.ofEpochSecond(clock.instant().getEpochSecond() / stepSeconds * stepSeconds);
        Instant from = end.minus(step.multipliedBy(span.steps()));
        List<BigInteger> work = statistics.history(from, step, span.steps());
        List<HashrateHistory.Step> steps = new ArrayList<>();
        for (int i = 0; i < work.size(); i++) {
            steps.add(
                    new HashrateHistory.Step(from.plus(step.multipliedBy(i)), HashrateWindow.rate(work.get(i), step)));
        }
        return new HashrateHistory(stepSeconds, steps);
    }
}
