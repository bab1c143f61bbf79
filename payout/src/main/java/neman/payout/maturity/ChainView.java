package neman.payout.maturity;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;

/**
 * The chain as the configured nodes have it, for one pass.
 *
 * <p>The rule: every node is asked, and those that count must agree. A node that does not answer does not count, nor does one
 * that is still on its way along the others' chain, more than {@link #NEAR_BLOCKS} blocks behind: else one node that is being
 * repaired would keep everybody's money. One that stands on another branch does count, so what the nodes have different is not
 * decided before a person has looked: waiting is always safe here. Not for use by several threads.
 */
public final class ChainView {
    /** So far nodes may be apart on a sound network. */
    static final int NEAR_BLOCKS = 6;

    /** What is the matter with a node. */
    public enum Fault {
        SILENT,
        BEHIND,
        /** It and the leading node have had different blocks for longer than {@link #NEAR_BLOCKS} blocks. */
        ON_ANOTHER_BRANCH
    }

    /** @param message a sentence for the operator */
    public record Finding(NodeClient node, Fault fault, String message) {}

    private record Seen(NodeClient node, ChainInfo info, ChainHeader tip) {}

    private final List<Finding> findings = new ArrayList<>();
    private final List<NodeClient> counted = new ArrayList<>();
    private Hash256 commonBlock = Hash256.ZERO;
    private int commonHeight;

    private ChainView() {}

    /** Asks every node where it stands; at least one is configured. */
    public static ChainView look(List<NodeClient> nodes) {
        ChainView view = new ChainView();
        List<Seen> answering = view.ask(nodes);
        answering.stream()
                .max(Comparator.comparing((Seen seen) -> seen.tip().chainWork())
                        .thenComparing(answering::indexOf, Comparator.reverseOrder()))
                .ifPresent(leading -> view.compare(leading, answering));
        return view;
    }

    private List<Seen> ask(List<NodeClient> nodes) {
        List<Seen> answering = new ArrayList<>();
        for (NodeClient node : nodes) {
            try {
                ChainInfo info = node.chainInfo();
                ChainHeader best = node.header(info.bestBlock())
                        .orElseThrow(() -> new NodeException("it does not know its own tip"));
                node.blockHash(info.blocks());
                answering.add(new Seen(node, info, best));
            } catch (NodeException e) {
                silent(node, e);
            }
        }
        return answering;
    }

    private void silent(NodeClient node, NodeException e) {
        counted.remove(node);
        findings.add(new Finding(node, Fault.SILENT, e.getMessage()));
    }

    private void compare(Seen leading, List<Seen> answering) {
        commonBlock = leading.info().bestBlock();
        commonHeight = leading.info().blocks();
        counted.add(leading.node());
        if (isCatchingUp(leading.info())) {
            String message = leading.node().endpoint() + " catches up: it stands at block " + commonHeight;
            findings.add(new Finding(leading.node(), Fault.BEHIND, message));
        }
        for (Seen other : answering) {
            if (other == leading) {
                continue;
            }
            try {
                compare(leading, other);
            } catch (NodeException e) {
                silent(other.node(), e);
            }
        }
    }

    private static boolean isCatchingUp(ChainInfo info) {
        return info.initialBlockDownload() || info.headers() > info.blocks() + NEAR_BLOCKS;
    }

    private void compare(Seen leading, Seen other) throws NodeException {
        int there = other.info().blocks();
        boolean along =
                leading.node().blockHash(there).equals(Optional.of(other.info().bestBlock()));
        if (along && there < leading.info().blocks() - NEAR_BLOCKS) {
            String message = other.node().endpoint() + " stands at block " + there + ", "
                    + leading.node().endpoint() + " at " + leading.info().blocks();
            findings.add(new Finding(other.node(), Fault.BEHIND, message));
            return;
        }
        counted.add(other.node());
        if (along && there < commonHeight) {
            commonBlock = other.info().bestBlock();
            commonHeight = there;
        } else if (!along && isLongFork(leading, other)) {
            String message = other.node().endpoint() + " has another chain than "
                    + leading.node().endpoint() + " has, and so for more than " + NEAR_BLOCKS + " blocks";
            findings.add(new Finding(other.node(), Fault.ON_ANOTHER_BRANCH, message));
        }
    }

    private static boolean isLongFork(Seen leading, Seen other) throws NodeException {
        int below = Math.min(leading.info().blocks(), other.info().blocks()) - NEAR_BLOCKS;
        return below >= 0
                && !leading.node().blockHash(below).equals(other.node().blockHash(below));
    }

    public List<Finding> findings() {
        return List.copyOf(findings);
    }

    /** Whether no node answered: nothing else may be asked of this view then. */
    public boolean isBlind() {
        return counted.isEmpty();
    }

    public boolean isSilent(NodeClient node) {
        return findings.stream().anyMatch(found -> found.node().equals(node) && found.fault() == Fault.SILENT);
    }

    /** Whether this node answers and is at the chain's end: what it does not show is not there. */
    public boolean counts(NodeClient node) {
        return counted.contains(node)
                && findings.stream().noneMatch(finding -> finding.node().equals(node));
    }

    /** What all nodes that count have reached, but for those on another branch. */
    int commonHeight() {
        return commonHeight;
    }

    /** The block at {@link #commonHeight} when the nodes were asked. */
    Hash256 commonBlock() {
        return commonBlock;
    }

    BlockPlace placeOf(Hash256 block, int blockHeight) throws NodeException {
        int holders = 0;
        int others = 0;
        for (NodeClient node : counted) {
            Optional<Hash256> there = node.blockHash(blockHeight);
            holders += there.filter(block::equals).isPresent() ? 1 : 0;
            others += there.isPresent() && !there.get().equals(block) ? 1 : 0;
        }
        int depth = commonHeight - blockHeight + 1;
        if (holders == counted.size()) {
            return new BlockPlace(BlockPlace.Kind.IN_CHAIN, depth);
        }
        if (others == counted.size()) {
            return new BlockPlace(isKnown(block) ? BlockPlace.Kind.DISPLACED : BlockPlace.Kind.UNKNOWN, depth);
        }
        return BlockPlace.UNDECIDED;
    }

    private boolean isKnown(Hash256 block) throws NodeException {
        for (NodeClient node : counted) {
            if (node.header(block).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code block} stands at {@code blockHeight} on every node that counts. */
    public boolean isInChain(Hash256 block, int blockHeight) throws NodeException {
        for (NodeClient node : counted) {
            if (!node.blockHash(blockHeight).equals(Optional.of(block))) {
                return false;
            }
        }
        return true;
    }

    Optional<ChainBlock> block(Hash256 block) throws NodeException {
        return counted.get(0).block(block);
    }
}
