package neman.bitcoin.node;

/**
 * Why a node cannot be mined on.
 *
 * @param passes whether time alone may mend it, as it ends a download
 * @param sentence names node and remedy
 */
public record NodeProblem(boolean passes, String sentence) {}
