package neman.payout.simulation;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.accounting.database.Transactions;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.round.FoundBlock;
import neman.accounting.round.RoundCloser;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.payout.Fate;
import neman.payout.FaultyDataSource;
import neman.payout.PayoutService;
import neman.payout.TemplateMiner;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.desk.DeskRequests;
import neman.payout.desk.DeskSettings;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import neman.payout.miner.Decision;
import neman.payout.miner.MinerHolds;
import neman.payout.payment.FeeBump;
import neman.payout.payment.PayoutOperations;
import neman.payout.payment.Reconciliation;
import neman.payout.query.PayoutQueries;
import neman.payout.settings.PayoutSettings;

/** A pool's payout side with everything real but the miners: PostgreSQL, a chain with its wallet, RPC over HTTP. */
final class SimulatedPool implements AutoCloseable {
    static final int FEE_BASIS_POINTS = 100;
    private static final int MINERS = 6;
    /** Difficulty 1: a share of so many thousandths is so much of a block's work. */
    private static final int SHARE_NBITS = 0x1d00ffff;

    final HikariDataSource database = TestDatabase.migrated();
    final SandboxNode sandbox;
    final NodeClient node;
    final WalletClient wallet;
    final FaultyNode faultyNode;
    final SecondNode second;
    final PayoutQueries queries = new PayoutQueries(database);
    /** The model's split of each block, from the moment on when its round was closed. */
    final Map<Hash256, SortedMap<String, Long>> splits = new LinkedHashMap<>();

    private final Random random;
    private final PayoutSettings settings;
    /** What some lives do in an operator's place. */
    private final DeskSettings desk = new DeskSettings(
            Optional.of(Duration.ofHours(5)), true, Optional.empty(), Optional.of(Duration.ofHours(4)));

    private final List<SplitModel.Share> shares = new ArrayList<>();
    private final PplnsWindow window = new PplnsWindow(RewardPolicy.DEFAULT.capacity());
    private final RoundCloser closer = new RoundCloser(RewardPolicy.DEFAULT);
    /** Days close by the database's clock: the pool's own begins near it. */
    private Instant now = Instant.now().truncatedTo(ChronoUnit.DAYS);

    private long sequence;

    SimulatedPool(Path directory, Random random) throws Exception {
        this.random = random;
        sandbox = SandboxNode.start(SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS));
        node = new NodeClient(sandbox.endpoint(), Duration.ofSeconds(60));
        wallet = new WalletClient(node);
        faultyNode = new FaultyNode(sandbox.endpoint());
        second = new SecondNode(directory.resolveSibling(directory.getFileName() + "-second"), node);
        settings = PayoutSettings.of(
                sandbox.walletAddress(), FEE_BASIS_POINTS, 100_000, Duration.ofHours(1), 100, Duration.ofSeconds(1));
    }

    static PayoutAddress miner(int number) {
        return TestPool.address(100 + number);
    }

    static List<PayoutAddress> miners() {
        List<PayoutAddress> miners = new ArrayList<>();
        for (int i = 0; i < MINERS; i++) {
            miners.add(miner(i));
        }
        return miners;
    }

    PayoutAddress poolAddress() {
        return settings.poolAddress();
    }

    void letTimePass(Duration jump) {
        now = now.plus(jump);
    }

    void mineShares(int count) {
        for (int i = 0; i < count; i++) {
            String account = miner(random.nextInt(MINERS)).toString();
            long units = Difficulty.UNITS_PER_ONE * (1 + random.nextInt(700)) / 1000;
            window.add(++sequence, account, units, SHARE_NBITS);
            shares.add(new SplitModel.Share(account, units));
        }
    }

    /** The pool finds a block on the tip and its round is closed. */
    void findBlock() throws NodeException, SQLException {
        TemplateMiner.Mined block = TemplateMiner.mine(node, poolAddress());
        closeRound(block);
    }

    /** As the accountant closes it. */
    private void closeRound(TemplateMiner.Mined block) throws SQLException {
        FoundBlock found = new FoundBlock(
                block.hash(),
                block.height(),
                ++sequence,
                miner(0).toString(),
                "rig",
                true,
                block.rewardSats(),
                List.of(),
                now.truncatedTo(ChronoUnit.MICROS));
        Transactions.run(database, transaction -> closer.close(transaction, found, window));
        splits.put(block.hash(), SplitModel.split(block.rewardSats(), FEE_BASIS_POINTS, shares, block.hash()));
    }

    /** One life of a payout process with a single pass. It may be killed, or lose its leadership: that is no error. */
    void live(Fate fate, int faultPercent) throws SQLException {
        live(fate, faultPercent, fate::pass);
    }

    /** One pass of a process that loses PostgreSQL for a while. */
    void liveThrough(Outage outage) throws SQLException {
        live(new Fate(0), 0, outage);
    }

    private void live(Fate fate, int faultPercent, FaultyDataSource.Point point) throws SQLException {
        faultyNode.serve(fate, random, faultPercent);
        second.proxy().serve(fate, random, faultPercent);
        try (NodeClient client = faultyNode.client();
                NodeClient other = second.proxy().client()) {
            passOn(client, other, point);
        }
    }

    /** A second process starts while one is at work and holds its lock: it may not lead. */
    void rival() {
        try (Leadership rival =
                Leadership.tryAcquire(database, "payout", "a rival").orElse(null)) {
            if (rival != null) {
                throw new AssertionError("two processes lead");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another process starts while one is at work: as after a lost lock connection of the first. */
    void takeOver() {
        try {
            passOn(node, second.node(), () -> {});
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void passOn(NodeClient client, NodeClient other, FaultyDataSource.Point point) throws SQLException {
        freeLock();
        leadership = Leadership.tryAcquire(database, "payout", "a process").orElseThrow();
        try (PayoutService service = new PayoutService(
                new FaultyDataSource(database, point).proxy(),
                random.nextBoolean() ? List.of(client, other) : List.of(other, client),
                client,
                new WalletClient(client),
                settings,
                random.nextBoolean() ? desk : DeskSettings.BY_HAND,
                Network.SANDBOX,
                () -> now,
                leadership)) {
            service.tick();
        } catch (Fate.Killed e) {
            // its work stands as it was at that moment
        } catch (SQLException e) {
            if (!(e.getCause() instanceof LeadershipLostException) && !Outage.SQL_STATE.equals(e.getSQLState())) {
                throw e;
            }
        }
    }

    private Leadership leadership;

    private void freeLock() {
        Optional.ofNullable(leadership).ifPresent(Leadership::close);
    }

    List<OutPoint> inputsOf(long batch) throws SQLException {
        String sql = "SELECT string_agg(txid || ':' || vout, ' ') FROM ledger.payout_input WHERE batch_id = " + batch;
        List<OutPoint> inputs = new ArrayList<>();
        for (String input : TestDatabase.single(database, sql).split(" ")) {
            inputs.add(outPoint(input));
        }
        return inputs;
    }

    /** How often payouts came to each state. */
    SortedMap<String, Long> arrivals() throws SQLException {
        String sql = "SELECT string_agg(state || ' ' || times, ',') FROM (SELECT state, count(*) AS times"
                + " FROM ledger.payout_event GROUP BY state) AS counted";
        SortedMap<String, Long> arrivals = new TreeMap<>();
        String text = TestDatabase.single(database, sql);
        for (String each : text == null ? new String[0] : text.split(",")) {
            arrivals.put(each.split(" ")[0], Long.valueOf(each.split(" ")[1]));
        }
        return arrivals;
    }

    static OutPoint outPoint(String text) {
        int colon = text.indexOf(':');
        return new OutPoint(Hash256.parse(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** What an operator does; a process of his own, which does not lead. */
    PayoutOperations operator() {
        return new PayoutOperations(new LedgerTransactions(database, leadership), settings.approvers(), () -> now);
    }

    /** Whether the account was free before. */
    boolean hold(PayoutAddress miner) throws SQLException {
        return Transactions.<Boolean, SQLException>call(
                database, transaction -> MinerHolds.hold(transaction, miner, new Decision("olga", "a test"), now)
                        .isEmpty());
    }

    /** Whether the account was held before. */
    boolean release(PayoutAddress miner) throws SQLException {
        return Transactions.<Boolean, SQLException>call(
                database, transaction -> MinerHolds.release(transaction, miner, new Decision("olga", "a test"), now)
                        .isEmpty());
    }

    /** A command beside whoever leads. */
    void ask(DeskRequests.Kind what) throws SQLException {
        LedgerTransactions.ofOperator(database, new OperatorCommand("olga", what.name()), () -> now)
                .execute(transaction -> DeskRequests.ask(transaction, what, "operator:olga", now));
    }

    FeeBump feeBump() {
        return new FeeBump(
                new LedgerTransactions(database, leadership),
                Network.SANDBOX,
                settings.feeRateMaxSatPerVb(),
                () -> now);
    }

    Reconciliation reconciliation() {
        return new Reconciliation(new LedgerTransactions(database, leadership), node, wallet, () -> now);
    }

    @Override
    public void close() throws IOException {
        freeLock();
        faultyNode.close();
        second.close();
        node.close();
        sandbox.close();
        database.close();
    }
}
