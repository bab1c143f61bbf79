package neman.payout;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.alarm.Alarms;
import neman.payout.desk.DeskDuties;
import neman.payout.desk.DeskSettings;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.maturity.BlockMaturity;
import neman.payout.maturity.ChainView;
import neman.payout.payment.BumpSchedule;
import neman.payout.payment.FeeBump;
import neman.payout.payment.PayoutRun;
import neman.payout.payment.Reconciliation;
import neman.payout.settings.PayoutSettings;
import neman.payout.settlement.RoundSettler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The payout role: closed rounds are booked, mature and are paid. One thread of its own does everything; the caller owns
 * database, node and leadership and closes them afterwards.
 */
public final class PayoutService implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PayoutService.class);
    private static final long STOP_TIMEOUT_S = 5;

    private final LedgerTransactions transactions;
    private final Leadership leadership;
    private final RoundSettler settler;
    private final BlockMaturity maturity;
    private final PayoutRun payouts;
    private final List<NodeClient> nodes;
    private final NodeAlarms nodeAlarms;
    private final DeskDuties desk;
    private final NodeClient payingNode;
    private final PayoutSettings settings;
    private final InstantSource clock;
    private final ScheduledExecutorService executor =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "payout"));

    /** With one node, which also holds the wallet. */
    public PayoutService(
            DataSource database,
            NodeClient node,
            WalletClient wallet,
            PayoutSettings settings,
            Network network,
            InstantSource clock,
            Leadership leadership) {
        this(database, List.of(node), node, wallet, settings, network, clock, leadership);
    }

    /** An operator reconciles, closes days and raises fees by hand; otherwise as below. */
    public PayoutService(
            DataSource database,
            List<NodeClient> nodes,
            NodeClient payingNode,
            WalletClient wallet,
            PayoutSettings settings,
            Network network,
            InstantSource clock,
            Leadership leadership) {
        this(database, nodes, payingNode, wallet, settings, DeskSettings.BY_HAND, network, clock, leadership);
    }

    /**
     * @param nodes who are asked where a block stands: see {@link ChainView} for whom it takes
     * @param payingNode the one that holds the wallet: payouts use no other
     * @param deskSettings what is done in an operator's place
     * @param leadership of role {@code payout}; checked in every transaction
     */
    public PayoutService(
            DataSource database,
            List<NodeClient> nodes,
            NodeClient payingNode,
            WalletClient wallet,
            PayoutSettings settings,
            DeskSettings deskSettings,
            Network network,
            InstantSource clock,
            Leadership leadership) {
        this.transactions = new LedgerTransactions(database, leadership);
        this.leadership = leadership;
        this.settler = new RoundSettler(transactions, database, settings.poolAddress(), settings.feeBasisPoints());
        this.maturity = new BlockMaturity(transactions, settler, settings.maturityConfirmations(), clock);
        this.nodes = List.copyOf(nodes);
        this.nodeAlarms = new NodeAlarms(nodes);
        this.payouts = new PayoutRun(transactions, payingNode, wallet, settings, network, clock);
        FeeBump bump = new FeeBump(transactions, network, settings.feeRateMaxSatPerVb(), clock);
        this.desk = new DeskDuties(
                transactions,
                payouts,
                new Reconciliation(transactions, payingNode, wallet, clock),
                deskSettings.bumpAfter().map(patience -> new BumpSchedule(transactions, bump, patience, clock)),
                deskSettings,
                clock);
        this.payingNode = payingNode;
        this.settings = settings;
        this.clock = clock;
    }

    /** Passes from now on, {@link PayoutSettings#pollEvery} apart. */
    public void start() {
        long everyMs = Math.max(1, settings.pollEvery().toMillis());
        executor.scheduleWithFixedDelay(this::tickOrLog, 0, everyMs, TimeUnit.MILLISECONDS);
    }

    /** Whether this process still leads; once false, a new service with a new leadership is needed. */
    public boolean isLeading() {
        return !executor.isShutdown() && leadership.isHeld();
    }

    private void tickOrLog() {
        try {
            tick();
        } catch (SQLException e) {
            if (e.getCause() instanceof LeadershipLostException) {
                LOG.error("payout stops: {}", e.getMessage());
                executor.shutdown();
            } else {
                LOG.error("payout pass failed, the next one tries again: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("payout pass failed on a fault of ours, the next one tries again", e);
        }
    }

    /**
     * One pass of everything: rounds, blocks, payouts, and what operators ask for. A node that cannot be asked is an alarm;
     * what needs it waits.
     *
     * @throws SQLException where the database fails, or another process leads by now
     */
    public void tick() throws SQLException {
        settler.pass();
        ChainView chain = ChainView.look(nodes);
        transactions.execute(transaction -> nodeAlarms.raise(transaction, chain, clock.instant()));
        if (chain.isBlind()) {
            return;
        }
        try {
            maturity.pass(chain);
            payouts.pass(chain);
            if (!chain.isSilent(payingNode)) {
                desk.pass(chain);
            }
            transactions.execute(transaction -> nodeAlarms.clear(transaction, chain, clock.instant()));
        } catch (NodeException e) {
            Alarm alarm = new Alarm(
                    Alarm.Code.NODE_UNREACHABLE,
                    payingNode.endpoint().toString(),
                    e.getMessage(),
                    "start the node or look at its log; blocks and payouts go on by themselves when it answers");
            transactions.execute(transaction -> Alarms.raise(transaction, alarm, clock.instant()));
        }
    }

    /** Lets the pass under way end its step; what it leaves is found again at the next start. */
    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(STOP_TIMEOUT_S, TimeUnit.SECONDS)) {
                executor.shutdownNow();
            }
        } catch (InterruptedException e) {
            executor.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
