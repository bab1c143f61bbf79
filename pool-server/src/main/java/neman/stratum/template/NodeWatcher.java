package neman.stratum.template;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.NodeFitness;
import neman.bitcoin.node.NodeProblem;

/**
 * Asks a node for its tip: when ZMQ names one, when another call failed, and every so often. One that cannot be mined on is asked
 * ever more seldom, whatever it publishes, until it can.
 */
final class NodeWatcher extends NodeWorker {
    /** It is noticed so late that a node has caught up. */
    private static final long SOON_NANOS = Duration.ofSeconds(10).toNanos();
    /** And so late that one was put right. */
    private static final long SELDOM_NANOS = Duration.ofSeconds(60).toNanos();

    private final long pollNanos;
    private final NodeFitness fitness;
    private final AtomicReference<Hash256> announced = new AtomicReference<>();
    private volatile long dueNanos = System.nanoTime();

    // The thread's own.
    private boolean examined;
    private long refusedNanos;

    NodeWatcher(NodeLink link, Duration poll) {
        super(link, "node");
        this.pollNanos = poll.toNanos();
        this.fitness = new NodeFitness(link.network());
    }

    /** @param hash that the node is said to have taken */
    void look(Hash256 hash) {
        announced.set(hash);
        wake();
    }

    void look() {
        dueNanos = System.nanoTime();
        wake();
    }

    @Override
    void step() {
        Hash256 hash = announced.getAndSet(null);
        long waitNanos = dueNanos - System.nanoTime();
        if ((hash == null || refusedNanos > 0) && waitNanos > 0) {
            LockSupport.parkNanos(this, waitNanos);
            return;
        }
        dueNanos = System.nanoTime() + pollNanos;
        try {
            if (hash == null || !examined || !isTip(hash)) {
                examine();
            }
            link().endStuckLongPoll();
        } catch (NodeException e) {
            examined = false;
            if (!link().isClosed()) {
                link().reports().onUnfit(link().number(), e.getMessage());
            }
        }
    }

    private boolean isTip(Hash256 hash) throws NodeException {
        Optional<ChainHeader> header = link().client().header(hash).filter(ChainHeader::isTip);
        if (header.isPresent()) {
            onTip(header.get());
        }
        return header.isPresent();
    }

    private void examine() throws NodeException {
        ChainInfo chain = link().client().chainInfo();
        Optional<NodeProblem> problem =
                examined ? fitness.problemOf(link().client(), chain) : fitness.problemOf(link().client());
        examined = problem.isEmpty();
        if (problem.isPresent()) {
            askLater(problem.get().passes() ? SOON_NANOS : SELDOM_NANOS);
            link().reports().onUnfit(link().number(), problem.get().sentence());
            return;
        }
        refusedNanos = 0;
        Optional<ChainTip> known = link().newest().filter(tip -> tip.hash().equals(chain.bestBlock()));
        Optional<ChainHeader> header = known.isPresent()
                ? known.map(ChainTip::header)
                : link().client().header(chain.bestBlock());
        if (header.isPresent()) {
            onTip(header.get());
        }
        tellFees();
    }

    private void askLater(long atMostNanos) {
        refusedNanos = Math.max(pollNanos, Math.min(atMostNanos, 2 * refusedNanos));
        dueNanos = System.nanoTime() + refusedNanos;
    }

    /** Not every answer is news: a template may have told of a later tip while this one was on its way. */
    private void onTip(ChainHeader header) throws NodeException {
        Optional<ChainTip> before = link().newest();
        if (before.filter(known -> known.hash().equals(header.hash())).isPresent()) {
            link().reports().onTip(link().number(), before.get(), Optional.empty());
            return;
        }
        Optional<Hash256> disowned = Optional.empty();
        if (before.isPresent() && header.chainWork().compareTo(before.get().chainWork()) <= 0) {
            Optional<ChainHeader> left = link().client().header(before.get().hash());
            if (left.filter(ChainHeader::isInActiveChain).isPresent()) {
                look();
                return;
            }
            disowned = left.map(ChainHeader::hash);
        }
        ChainTip tip = link().tipOf(header);
        link().setNewest(tip);
        link().reports().onTip(link().number(), tip, disowned);
    }

    private void tellFees() throws NodeException {
        if (link().isLeading()) {
            link().client().mempoolFeesSats().ifPresent(sats -> link().reports().onFees(link().number(), sats));
        }
    }
}
