package neman.stratum.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.BlockTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what is said of the nodes, tells {@link TemplateListener} what matters of it, and says which node is asked for a
 * template and when. One thread; never blocks.
 */
final class TemplateDesk implements NodeReports {
    private static final Logger LOG = LoggerFactory.getLogger(TemplateDesk.class);
    /** So long after a new tip the leader's long poll may take to bring the template before it is asked for. */
    static final Duration LONG_POLL_GRACE = Duration.ofSeconds(1);
    /** After a failure; doubled with each one that follows. */
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);

    static final Duration LAST_RETRY = Duration.ofSeconds(8);

    private final List<Desk> desks = new ArrayList<>();
    private final NodeBoard board;
    private final TemplateGate gate;
    private final TemplateListener listener;
    private final NodeAlarms alarms;
    private final LongSupplier nanoTime;
    private OptionalInt leader = OptionalInt.empty();
    private OptionalLong feesSats = OptionalLong.empty();
    private boolean feesRose;
    private long tipNanos;

    /** @param nanoTime as {@link System#nanoTime} */
    TemplateDesk(
            List<? extends NodeOrders> nodes,
            TemplateSettings settings,
            TemplateListener listener,
            NodeAlarms alarms,
            LongSupplier nanoTime) {
        nodes.forEach(node -> desks.add(new Desk(node)));
        this.alarms = alarms;
        this.board = new NodeBoard(nodes.size(), nanoTime.getAsLong());
        this.gate = new TemplateGate(settings);
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    @Override
    public void onTip(int node, ChainTip tip, Optional<Hash256> disowned) {
        desks.get(node).answered();
        board.onTip(node, tip, disowned);
        settle(Optional.empty());
    }

    @Override
    public void onUnfit(int node, String reason) {
        desks.get(node).complain("node-unfit", reason);
        board.onUnfit(node);
        settle(Optional.empty());
    }

    @Override
    public void onTemplate(int node, BlockTemplate template, ChainTip tip) {
        board.onTemplate(node, tip);
        desks.get(node).templateNanos = Optional.of(nanoTime.getAsLong());
        settle(Optional.of(template));
        boolean wanted = board.leader().stream().allMatch(leading -> leading == node)
                || !gate.hasWorkOn(template.previousBlock());
        boolean current = board.best()
                .filter(best -> best.hash().equals(template.previousBlock()))
                .isPresent();
        if (current && wanted && gate.takes(template, nanoTime.getAsLong())) {
            handOn(node, template);
        } else {
            desks.get(node).gaveTemplate();
        }
        forgetFees(node);
        order();
    }

    private void handOn(int node, BlockTemplate template) {
        try {
            listener.onTemplate(template, board.best().orElseThrow());
            gate.take(template, nanoTime.getAsLong());
            desks.get(node).gaveTemplate();
        } catch (IllegalArgumentException e) {
            noTemplate(node, "template-refused", e.getMessage());
        }
    }

    @Override
    public void onNoTemplate(int node, String reason) {
        noTemplate(node, "no-template", reason);
        settle(Optional.empty());
    }

    private void noTemplate(int node, String event, String reason) {
        desks.get(node).complain(event, reason);
        desks.get(node).failed(nanoTime.getAsLong());
        board.onNoTemplate(node, nanoTime.getAsLong());
    }

    @Override
    public void onClock(int node, Duration ahead) {
        desks.get(node).clockAhead = Optional.of(ahead);
    }

    @Override
    public void onFees(int node, long sats) {
        if (leader.isEmpty() || leader.getAsInt() != node) {
            return;
        }
        if (feesSats.isEmpty()) {
            feesSats = OptionalLong.of(sats);
        }
        feesRose |= sats - feesSats.getAsLong() >= gate.feeRiseSats();
        settle(Optional.empty());
    }

    /** What the mempool held is compared with what it held when the last template came. */
    private void forgetFees(int node) {
        if (leader.isPresent() && leader.getAsInt() == node) {
            feesSats = OptionalLong.empty();
            feesRose = false;
        }
    }

    /** Time has passed. */
    void tick() {
        settle(Optional.empty());
        alarms.look(nodes(), nanoTime.getAsLong());
    }

    /** How the nodes stand, in the order of preference. */
    List<NodeStatus> nodes() {
        List<NodeStatus> nodes = new ArrayList<>();
        for (int node = 0; node < desks.size(); node++) {
            nodes.add(status(node));
        }
        return List.copyOf(nodes);
    }

    private NodeStatus status(int node) {
        Desk desk = desks.get(node);
        Optional<ChainTip> tip = board.tip(node);
        int behind = board.best().isPresent() && tip.isPresent()
                ? Math.max(0, board.best().get().height() - tip.get().height())
                : 0;
        return new NodeStatus(
                desk.node.name(),
                state(node),
                tip,
                behind,
                Optional.of(desk.lastComplaint).filter(reason -> !reason.isEmpty()),
                desk.templateNanos.map(then -> Duration.ofNanos(nanoTime.getAsLong() - then)),
                desk.clockAhead);
    }

    private NodeState state(int node) {
        if (leader.isPresent() && leader.getAsInt() == node) {
            return NodeState.LEADING;
        }
        if (!board.isFit(node)) {
            return board.isHeard(node) ? NodeState.UNFIT : NodeState.UNHEARD;
        }
        if (!board.isLevel(node)) {
            return NodeState.BEHIND;
        }
        return desks.get(node).failures > 0 ? NodeState.WITHOUT_TEMPLATE : NodeState.READY;
    }

    /** @param arrived the template that is at hand, so that its tip need not be announced before it */
    private void settle(Optional<BlockTemplate> arrived) {
        long now = nanoTime.getAsLong();
        Optional<ChainTip> before = board.best();
        board.settle(now);
        Optional<ChainTip> best = board.best();
        if (!best.map(ChainTip::hash).equals(before.map(ChainTip::hash))) {
            tipNanos = now;
            onBest(before, best.orElseThrow(), arrived);
        }
        if (!board.leader().equals(leader)) {
            changeLeader(board.leader());
        }
        order();
    }

    private void onBest(Optional<ChainTip> before, ChainTip best, Optional<BlockTemplate> arrived) {
        boolean atHand = arrived.filter(template -> template.previousBlock().equals(best.hash()))
                .isPresent();
        boolean atWork = !gate.isEmpty() && !gate.hasWorkOn(best.hash());
        if (!atHand && atWork) {
            listener.onNewTip(best);
        }
        if (before.isPresent() && best.chainWork().compareTo(before.get().chainWork()) <= 0) {
            alarms.tipGivenUp(before.get(), best); // behind the miners, because whoever reads the log may be slow
        }
    }

    private void changeLeader(OptionalInt next) {
        leader.ifPresent(node -> desks.get(node).node.lead(false));
        next.ifPresent(node -> {
            desks.get(node).node.lead(true);
            LOG.info(
                    "event=leader node={} before={}",
                    desks.get(node).node.name(),
                    leader.isPresent() ? desks.get(leader.getAsInt()).node.name() : "none");
        });
        leader = next;
        feesSats = OptionalLong.empty();
        feesRose = false;
    }

    private void order() {
        OptionalInt supplier = board.supplier();
        for (int i = 0; i < desks.size(); i++) {
            boolean supplies = supplier.isPresent() && supplier.getAsInt() == i;
            desks.get(i)
                    .node
                    .fetchAt(supplies ? whenToFetch(i) : board.trialNanos(i).orElse(NodeOrders.NEVER));
        }
    }

    private long whenToFetch(int node) {
        Desk desk = desks.get(node);
        boolean leads = leader.isPresent() && leader.getAsInt() == node;
        long at;
        if (gate.hasWorkOn(board.best().orElseThrow().hash())) {
            at = leads ? (feesRose ? nanoTime.getAsLong() : gate.refreshNanos()) : NodeOrders.NEVER;
        } else {
            at = tipNanos + (leads && desk.node.pollsLong() ? LONG_POLL_GRACE.toNanos() : 0);
        }
        return at == NodeOrders.NEVER ? at : Math.max(at, desk.notBefore(at));
    }

    /** What is remembered of one node. */
    private static final class Desk {
        final NodeOrders node;
        Optional<Long> templateNanos = Optional.empty();
        Optional<Duration> clockAhead = Optional.empty();
        private String lastComplaint = "";
        private int failures;
        private long failedNanos;

        Desk(NodeOrders node) {
            this.node = node;
        }

        /** A node that is away for hours is complained of once. */
        void complain(String event, String reason) {
            if (!reason.equals(lastComplaint)) {
                LOG.warn("event={} node={} reason=\"{}\"", event, node.name(), reason);
            }
            lastComplaint = reason;
        }

        void answered() {
            if (!lastComplaint.isEmpty() && failures == 0) {
                LOG.info("event=node-fit node={}", node.name());
                lastComplaint = "";
            }
        }

        void gaveTemplate() {
            if (failures > 0) {
                LOG.info("event=templates-again node={}", node.name());
                lastComplaint = "";
            }
            failures = 0;
        }

        void failed(long nowNanos) {
            failures++;
            failedNanos = nowNanos;
        }

        long notBefore(long otherwiseNanos) {
            if (failures == 0) {
                return otherwiseNanos;
            }
            long retryMs = FIRST_RETRY.toMillis() << Math.min(failures - 1, 10);
            return failedNanos + TimeUnit.MILLISECONDS.toNanos(Math.min(retryMs, LAST_RETRY.toMillis()));
        }
    }
}
