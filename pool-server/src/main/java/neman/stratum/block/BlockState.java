package neman.stratum.block;

import java.util.List;

/** Where a block stands with the chain, as all nodes together say. */
public enum BlockState {
    /** No node has it, as far as is known: it is sent again and again. */
    PENDING,
    /** In a node's best chain. */
    IN_CHAIN,
    /** A node has it, and another block of its height leads. */
    ASIDE,
    /** In the best chain under {@link #DECIDED_CONFIRMATIONS}: nobody asks any more. */
    CONFIRMED,
    /** Under another block of its height so deep that nobody asks any more. */
    ORPHANED,
    /** Every node says that it is against consensus, or the chain went on without it after one said so. */
    REJECTED;

    /** What decides where nodes agree. Maturity and what is paid for a block are not decided here. */
    public static final int DECIDED_CONFIRMATIONS = 6;

    /** What decides although another node says otherwise: that one is on a chain of its own. */
    static final int CERTAIN_CONFIRMATIONS = 100;

    /** Whether anything can still change it. */
    public boolean isDecided() {
        return this == CONFIRMED || this == ORPHANED || this == REJECTED;
    }

    /** @param nodes every node that blocks go to */
    static BlockState of(List<NodeReport> nodes) {
        int depth = nodes.stream().mapToInt(NodeReport::confirmations).max().orElse(0);
        int rivalDepth =
                nodes.stream().mapToInt(NodeReport::rivalConfirmations).max().orElse(0);
        boolean rivalWins = rivalDepth >= CERTAIN_CONFIRMATIONS || rivalDepth >= DECIDED_CONFIRMATIONS && depth == 0;
        boolean weWin = depth >= CERTAIN_CONFIRMATIONS || depth >= DECIDED_CONFIRMATIONS && rivalDepth == 0;
        if (rivalWins && rivalDepth > depth) {
            return wasRejectedOnly(nodes) ? REJECTED : ORPHANED;
        }
        if (weWin) {
            return CONFIRMED;
        }
        if (depth > 0) {
            return IN_CHAIN;
        }
        return notInAChain(nodes);
    }

    private static BlockState notInAChain(List<NodeReport> nodes) {
        if (has(nodes, NodeReport.Sight.ASIDE)) {
            return ASIDE;
        }
        boolean allRefuse =
                !nodes.isEmpty() && nodes.stream().allMatch(node -> node.sight() == NodeReport.Sight.REJECTED);
        return allRefuse ? REJECTED : PENDING;
    }

    private static boolean wasRejectedOnly(List<NodeReport> nodes) {
        return has(nodes, NodeReport.Sight.REJECTED) && !has(nodes, NodeReport.Sight.ASIDE);
    }

    private static boolean has(List<NodeReport> nodes, NodeReport.Sight sight) {
        return nodes.stream().anyMatch(node -> node.sight() == sight);
    }
}
