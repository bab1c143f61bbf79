package neman.payout.payment;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.bitcoin.OutPoint;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.RpcErrorException;
import neman.bitcoin.node.WalletClient;
import neman.payout.alarm.Alarm;
import neman.payout.ledger.Ledger;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.maturity.ChainView;
import neman.payout.miner.MinerHolds;
import neman.payout.settings.PayoutSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every live batch as far as it can go, then starts a new one where one is due.
 *
 * <p>A new batch waits until every earlier one is at least BROADCAST, so that two never compete for inputs, and until each
 * spend of the pool's coins that the chain shows is one of ours ({@link SpendCheck}). One thread.
 */
public final class PayoutRun {
    /** What became of an operator's wish to pay before its time, in order of precedence. */
    public enum Start {
        /** An earlier batch is not sent yet; two never compete for inputs. */
        UNDER_WAY,
        /** The configured nodes have not the same chain, or too few of them answer. */
        NODES_DISAGREE,
        /** The chain shows a spend that the books do not know: nothing is paid until somebody has looked. */
        UNKNOWN_SPEND,
        NOBODY_TO_PAY,
        STARTED
    }

    /** Part of the transaction that starts a batch. */
    @FunctionalInterface
    public interface Note {
        void write(Connection transaction, long batch) throws SQLException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(PayoutRun.class);

    private final LedgerTransactions transactions;
    private final BatchMoves moves;
    private final NodeClient node;
    private final WalletClient wallet;
    private final PaymentPreparation preparation;
    private final PaymentDelivery delivery;
    private final ChainFollower follower;
    private final CoinWatch coins;
    private final SpendCheck spendCheck;
    private final PayoutSettings settings;
    private final PayoutPlanning planning;
    private final BatchScreening screening;
    private final InstantSource clock;

    /** @param node the one that holds the wallet: payouts use no other */
    public PayoutRun(
            LedgerTransactions transactions,
            NodeClient node,
            WalletClient wallet,
            PayoutSettings settings,
            Network network,
            InstantSource clock) {
        this.moves = new BatchMoves(transactions, clock);
        this.transactions = transactions;
        this.screening = new BatchScreening(settings.limits().denyList(), network);
        this.preparation = new PaymentPreparation(transactions, moves, wallet, screening, settings, network);
        this.delivery =
                new PaymentDelivery(transactions, moves, node, wallet, network, settings.settledConfirmations());
        this.follower = new ChainFollower(transactions, node, settings.poolAddress());
        this.coins = new CoinWatch(transactions, moves, node, network, clock);
        this.spendCheck = new SpendCheck(transactions, node, wallet, clock);
        this.node = node;
        this.wallet = wallet;
        this.settings = settings;
        this.planning = new PayoutPlanning(settings, network, clock);
        this.clock = clock;
    }

    /**
     * One pass. Where the node cannot be asked the rest waits for the next, and so does everything while the node is silent.
     * Where the configured nodes do not agree with it, what was begun goes on, and nothing is begun or given back.
     */
    public void pass(ChainView chain) throws SQLException, NodeException {
        if (chain.isSilent(node)) {
            return;
        }
        follower.follow();
        unlockCancelled();
        boolean agreed = isAgreed(chain);
        transactions.execute(transaction -> MinerHolds.sweep(transaction, clock.instant()));
        advanceAll(agreed);
        if (agreed && isDue() && spendCheck.isSound() && reserve((transaction, batch) -> {})) {
            advanceAll(true);
        }
    }

    /**
     * Starts a batch now, whenever the last one was. After a {@link #pass}, so that the chain is known.
     *
     * @param started is written with the batch or not at all
     */
    public Start startNow(ChainView chain, Note started) throws SQLException, NodeException {
        if (transactions.run(PayoutRun::isUnderWay)) {
            return Start.UNDER_WAY;
        }
        if (!isAgreed(chain)) {
            return Start.NODES_DISAGREE;
        }
        if (!spendCheck.isSound()) {
            return Start.UNKNOWN_SPEND;
        }
        if (!reserve(started)) {
            return Start.NOBODY_TO_PAY;
        }
        advanceAll(true);
        return Start.STARTED;
    }

    private void advanceAll(boolean agreed) throws SQLException, NodeException {
        for (PayoutBatch batch : transactions.run(BatchStore::live)) {
            advance(batch, agreed);
        }
    }

    /**
     * Whether the chain as it was followed is the one that all nodes have, to its end: a node that lags behind does not show
     * what was paid meanwhile.
     */
    private boolean isAgreed(ChainView chain) throws SQLException, NodeException {
        ChainScan.Position last = transactions.run(ChainScan::position).orElseThrow();
        return chain.counts(node) && chain.isInChain(last.hash(), last.height());
    }

    /** Gives the wallet back what cancelled batches kept locked; before anything is built, so that no lock in use is lost. */
    private void unlockCancelled() throws SQLException, NodeException {
        List<OutPoint> locked = transactions.run(BatchStore::lockedInputsOfCancelled);
        if (!locked.isEmpty()) {
            wallet.unlockUnspent(locked);
            transactions.execute(transaction -> BatchStore.markUnlocked(transaction, locked));
        }
    }

    private void advance(PayoutBatch seen, boolean agreed) throws SQLException, NodeException {
        Optional<PayoutBatch> batch = Optional.of(seen);
        while (batch.isPresent() && batch.get().stopped().isEmpty() && step(batch.get(), agreed)) {
            batch = transactions.run(transaction -> BatchStore.lock(transaction, seen.id()));
        }
    }

    /** A call that the node refuses keeps this batch waiting, not the others. */
    private boolean step(PayoutBatch batch, boolean agreed) throws SQLException, NodeException {
        try {
            return stepOf(batch, agreed);
        } catch (RpcErrorException e) {
            return moves.postpone(
                    batch,
                    Alarm.Code.PAYOUT_REFUSED_BY_NODE,
                    e.getMessage(),
                    "it is tried again by itself; is the wallet loaded and unlocked?");
        }
    }

    /**
     * One step, one transaction; answers whether there may be another at once. A batch of a restored database may have been
     * paid with inputs that these books forgot, or given up and paid by another batch, so the chain is asked again before inputs
     * are chosen and before the first transaction is signed; from then on only transactions with the same inputs can come out.
     */
    private boolean stepOf(PayoutBatch batch, boolean agreed) throws SQLException, NodeException {
        if (batch.attempts() > 0 && batch.state().compareTo(PayoutState.CONFIRMED) < 0) {
            return coins.settleFate(batch) || stepToConfirmation(batch, agreed);
        }
        return switch (batch.state()) {
            case CONFIRMED -> delivery.settle(batch);
            case SETTLED -> delivery.unsettle(batch);
            case DISPLACED -> coins.watchDisplaced(batch, agreed);
            case CANCELLED, RELEASED -> false;
            default -> stepToConfirmation(batch, agreed);
        };
    }

    private boolean stepToConfirmation(PayoutBatch batch, boolean agreed) throws SQLException, NodeException {
        Optional<String> reason = transactions.run(transaction -> screening.reasonAgainst(transaction, batch));
        if (reason.isPresent()) {
            return moves.stop(batch, reason.get());
        }
        return switch (batch.state()) {
            case RESERVED -> agreed && spendCheck.isSound() && preparation.build(batch);
            case BUILT -> preparation.approve(batch) || delivery.keepWaiting(batch);
            case APPROVED ->
                batch.attempts() == 0
                        ? agreed && spendCheck.isSound() && preparation.sign(batch)
                        : preparation.sign(batch) || delivery.keepWaiting(batch);
            case SIGNED -> delivery.broadcast(batch);
            case BROADCAST -> delivery.see(batch);
            default -> delivery.keepWaiting(batch);
        };
    }

    private boolean isDue() throws SQLException {
        return transactions.run(transaction -> {
            Optional<Instant> due = planning.due(transaction);
            boolean waited = due.isEmpty() || !clock.instant().isBefore(due.get());
            return waited && !isUnderWay(transaction) && isAnybodyPaid(transaction);
        });
    }

    private boolean isAnybodyPaid(Connection transaction) throws SQLException {
        PayoutPlan plan = planning.plan(transaction);
        PlanAlarms.tell(transaction, plan, settings.limits(), clock.instant());
        return !plan.isEmpty();
    }

    private static boolean isUnderWay(Connection transaction) throws SQLException {
        return PayoutPlanning.underWay(transaction).isPresent();
    }

    private Optional<PayoutPlan> planOf(Connection transaction) throws SQLException {
        return isUnderWay(transaction)
                ? Optional.empty()
                : Optional.of(planning.plan(transaction)).filter(plan -> !plan.isEmpty());
    }

    /** RESERVED: the items leave the miners' available balances in the transaction that writes the batch. */
    private boolean reserve(Note started) throws SQLException {
        return transactions.run(transaction -> reserve(transaction, started));
    }

    private boolean reserve(Connection transaction, Note started) throws SQLException {
        Ledger.lock(transaction);
        Optional<PayoutPlan> plan = planOf(transaction);
        if (plan.isEmpty()) {
            return false;
        }
        Instant now = clock.instant();
        long batch = BatchStore.insert(transaction, plan.get(), now);
        long journal = Ledger.append(transaction, PayoutJournals.reserved(batch, plan.get(), now))
                .journalId();
        BatchStore.moveTo(
                transaction, batch, PayoutState.RESERVED, PayoutJournals.ACTOR, OptionalLong.of(journal), now);
        started.write(transaction, batch);
        LOG.info(
                "payout={} state=RESERVED outputs={} totalSats={}",
                batch,
                plan.get().outputs().size(),
                plan.get().totalSats());
        return true;
    }
}
