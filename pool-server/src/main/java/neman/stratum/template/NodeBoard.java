package neman.stratum.template;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;

/**
 * What is known of the nodes, and what follows: the best tip, and the node that leads. Decisions alone; one thread.
 *
 * <p>The best tip is the one with most chain work, of equal ones the first heard of. It is given up for another only where
 * nobody holds it any more: at once where a node that answers knows it and has left it; else after {@link #RIVAL_PATIENCE}
 * for one of the same work, and after {@link #OLDER_TIP_PATIENCE} for one of less, because nodes that lag catch up.
 *
 * <p>The leader is the most preferred node that stands on the best tip. It stays while it answers and is behind for less than
 * {@link #BEHIND_GRACE}; a more preferred one gets the lead back when it has been steady for {@link #RETURN_AFTER}, and, where
 * it gave no template, has given one since.
 */
final class NodeBoard {
    /** So long after the start, a more preferred node that has not been heard of is waited for. */
    static final Duration START_GRACE = Duration.ofSeconds(2);
    /** Nodes take a block one after the other: within it, one is not behind yet. */
    static final Duration BEHIND_GRACE = Duration.ofSeconds(10);

    static final Duration RETURN_AFTER = Duration.ofSeconds(60);
    static final Duration RIVAL_PATIENCE = Duration.ofSeconds(10);
    static final Duration OLDER_TIP_PATIENCE = Duration.ofMinutes(10);

    private final List<Node> nodes = new ArrayList<>();
    private final long startNanos;
    private Optional<ChainTip> best = Optional.empty();
    private long bestHeldNanos;
    private OptionalInt leader = OptionalInt.empty();

    NodeBoard(int nodes, long nowNanos) {
        this.startNanos = nowNanos;
        for (int i = 0; i < nodes; i++) {
            this.nodes.add(new Node(i, nowNanos));
        }
    }

    /** It answers and can be mined on. */
    void onTip(int node, ChainTip tip, Optional<Hash256> disowned) {
        Node at = nodes.get(node);
        at.heard = true;
        at.fit = true;
        at.tip = Optional.of(tip);
        if (disowned.isPresent()) {
            at.disowned = disowned;
        }
    }

    void onUnfit(int node) {
        nodes.get(node).heard = true;
        nodes.get(node).fit = false;
    }

    /** A template may be older than what is known of its node's tip, so it only ever raises that. */
    void onTemplate(int node, ChainTip tip) {
        Node at = nodes.get(node);
        at.failing = false;
        if (at.tip.isEmpty() || tip.chainWork().compareTo(at.tip.get().chainWork()) > 0) {
            onTip(node, tip, Optional.empty());
        }
    }

    /** It gives no template; another leads if one can. */
    void onNoTemplate(int node, long nowNanos) {
        nodes.get(node).failing = true;
        nodes.get(node).unsteadyNanos = nowNanos;
    }

    Optional<ChainTip> best() {
        return best;
    }

    OptionalInt leader() {
        return leader;
    }

    /** Whether the node stands on the best tip. */
    boolean isLevel(int node) {
        return nodes.get(node).isOn(best);
    }

    boolean isHeard(int node) {
        return nodes.get(node).heard;
    }

    /** Whether it answers and can be mined on. */
    boolean isFit(int node) {
        return nodes.get(node).fit;
    }

    /** The last that it told. */
    Optional<ChainTip> tip(int node) {
        return nodes.get(node).tip;
    }

    /** When one that stands on the best tip and gave no template is to show that it does again; empty for any other. */
    OptionalLong trialNanos(int node) {
        Node at = nodes.get(node);
        return at.failing && at.isOn(best)
                ? OptionalLong.of(at.unsteadyNanos + RETURN_AFTER.toNanos())
                : OptionalLong.empty();
    }

    /** Who can give a template of the best tip: the leader, or while that is behind, another. */
    OptionalInt supplier() {
        if (leader.isEmpty() || isLevel(leader.getAsInt())) {
            return leader;
        }
        return candidates().mapToInt(node -> node.number).findFirst();
    }

    /** Draws the conclusions. To be called after news, and every so often because time passes. */
    void settle(long nowNanos) {
        chooseBest(nowNanos);
        for (Node node : nodes) {
            node.note(best, nowNanos);
        }
        chooseLeader(nowNanos);
    }

    private void chooseBest(long nowNanos) {
        Optional<ChainTip> most = mostWork();
        if (most.isEmpty()) {
            return;
        }
        if (best.isEmpty() || most.get().chainWork().compareTo(best.get().chainWork()) > 0) {
            best = most;
        } else if (nodes.stream().noneMatch(node -> node.isOn(best)) && isGivenUp(most.get(), nowNanos)) {
            best = most;
        }
        if (nodes.stream().anyMatch(node -> node.isOn(best))) {
            bestHeldNanos = nowNanos;
        }
    }

    /** Of nodes that answer; among equals the leader's, then the most preferred node's. */
    private Optional<ChainTip> mostWork() {
        Stream<Node> leading = leader.stream().mapToObj(nodes::get);
        return Stream.concat(leading, nodes.stream())
                .filter(node -> node.fit)
                .flatMap(node -> node.tip.stream())
                .reduce((one, other) -> one.chainWork().compareTo(other.chainWork()) >= 0 ? one : other);
    }

    private boolean isGivenUp(ChainTip instead, long nowNanos) {
        ChainTip held = best.orElseThrow();
        boolean left = nodes.stream()
                .anyMatch(node ->
                        node.fit && node.disowned.filter(held.hash()::equals).isPresent());
        boolean rival = instead.chainWork().equals(held.chainWork());
        Duration patience = rival ? RIVAL_PATIENCE : OLDER_TIP_PATIENCE;
        return left || nowNanos - bestHeldNanos >= patience.toNanos();
    }

    private void chooseLeader(long nowNanos) {
        if (leader.isPresent() && keepsLead(nodes.get(leader.getAsInt()), nowNanos)) {
            candidates()
                    .filter(node -> node.number < leader.getAsInt() && node.isSteady(nowNanos))
                    .findFirst()
                    .ifPresent(node -> leader = OptionalInt.of(node.number));
            return;
        }
        boolean stillStarting = nowNanos - startNanos < START_GRACE.toNanos();
        leader = candidates()
                .filter(node ->
                        !stillStarting || nodes.stream().allMatch(other -> other.heard || other.number > node.number))
                .mapToInt(node -> node.number)
                .findFirst();
    }

    private boolean keepsLead(Node node, long nowNanos) {
        boolean betterOne = node.failing && candidates().anyMatch(other -> !other.failing);
        return node.fit && !node.isBehind(nowNanos) && !betterOne;
    }

    /** Who could lead, the best choice first. */
    private Stream<Node> candidates() {
        return nodes.stream().filter(node -> node.isOn(best)).sorted(Comparator.comparing(node -> node.failing));
    }

    /** One node as it was last heard of. */
    private static final class Node {
        private static final long NOT_BEHIND = Long.MAX_VALUE;

        final int number;
        boolean heard;
        boolean fit;
        boolean failing;
        Optional<ChainTip> tip = Optional.empty();
        Optional<Hash256> disowned = Optional.empty();
        /** When it was last silent, unfit, behind or without a template. */
        long unsteadyNanos;

        private long behindSinceNanos = NOT_BEHIND;

        Node(int number, long nowNanos) {
            this.number = number;
            this.unsteadyNanos = nowNanos - RETURN_AFTER.toNanos();
        }

        boolean isOn(Optional<ChainTip> best) {
            return fit
                    && tip.isPresent()
                    && best.filter(other -> other.hash().equals(tip.get().hash()))
                            .isPresent();
        }

        boolean isSteady(long nowNanos) {
            return !failing && nowNanos - unsteadyNanos >= RETURN_AFTER.toNanos();
        }

        boolean isBehind(long nowNanos) {
            return behindSinceNanos != NOT_BEHIND && nowNanos - behindSinceNanos >= BEHIND_GRACE.toNanos();
        }

        void note(Optional<ChainTip> best, long nowNanos) {
            if (isOn(best)) {
                behindSinceNanos = NOT_BEHIND;
            } else if (behindSinceNanos == NOT_BEHIND) {
                behindSinceNanos = nowNanos;
            }
            if (heard && !fit || isBehind(nowNanos)) {
                unsteadyNanos = nowNanos;
            }
        }
    }
}
