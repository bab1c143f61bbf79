package neman.payout.maturity;

/**
 * Where a block of ours stands on the nodes.
 *
 * @param depth blocks from its height to the tip, both included; for {@link Kind#IN_CHAIN} its confirmations
 */
public record BlockPlace(Kind kind, int depth) {
    /** What stands at its height. */
    public enum Kind {
        /** The block itself, on every node. */
        IN_CHAIN,
        /** Another block, on every node; a node knows ours. */
        DISPLACED,
        /** Another block, on every node; no node knows ours. */
        UNKNOWN,
        /** Nothing yet, or the nodes disagree: no reason to do anything. */
        UNDECIDED
    }

    static final BlockPlace UNDECIDED = new BlockPlace(Kind.UNDECIDED, 0);
}
