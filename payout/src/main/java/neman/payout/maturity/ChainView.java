package neman.payout.maturity;

import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.ChainBlock;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;

/**
 * The chain as all configured nodes have it. Where they disagree, or one does not answer, nothing is decided: waiting is
 * always safe here.
 */
public final class ChainView {
    private final List<NodeClient> nodes;

    /** @param nodes at least one; the first is the one whose tip counts */
    public ChainView(List<NodeClient> nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("at least one node is needed");
        }
        this.nodes = List.copyOf(nodes);
    }

    public ChainInfo tip() throws NodeException {
        return nodes.get(0).chainInfo();
    }

    /** The lowest of the nodes' heights: what all of them have seen. */
    public int commonHeight() throws NodeException {
        int height = Integer.MAX_VALUE;
        for (NodeClient node : nodes) {
            height = Math.min(height, node.chainInfo().blocks());
        }
        return height;
    }

    /** @param tipHeight a height that all nodes have reached */
    public BlockPlace placeOf(Hash256 block, int height, int tipHeight) throws NodeException {
        int holders = 0;
        int others = 0;
        for (NodeClient node : nodes) {
            Optional<Hash256> there = node.blockHash(height);
            holders += there.filter(block::equals).isPresent() ? 1 : 0;
            others += there.isPresent() && !there.get().equals(block) ? 1 : 0;
        }
        int depth = tipHeight - height + 1;
        if (holders == nodes.size()) {
            return new BlockPlace(BlockPlace.Kind.IN_CHAIN, depth);
        }
        if (others == nodes.size()) {
            return new BlockPlace(isKnown(block) ? BlockPlace.Kind.DISPLACED : BlockPlace.Kind.UNKNOWN, depth);
        }
        return BlockPlace.UNDECIDED;
    }

    private boolean isKnown(Hash256 block) throws NodeException {
        for (NodeClient node : nodes) {
            if (node.header(block).isPresent()) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code block} stands at {@code height} on every node. */
    public boolean isInChain(Hash256 block, int height) throws NodeException {
        for (NodeClient node : nodes) {
            if (!node.blockHash(height).equals(Optional.of(block))) {
                return false;
            }
        }
        return true;
    }

    public Optional<Hash256> blockHash(int height) throws NodeException {
        return nodes.get(0).blockHash(height);
    }

    public Optional<ChainBlock> block(Hash256 block) throws NodeException {
        return nodes.get(0).block(block);
    }
}
