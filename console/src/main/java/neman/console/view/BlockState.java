package neman.console.view;

/** What became of a block that the pool found. Written in lower case. */
public enum BlockState {
    /** In the chain, its coinbase not spendable yet. */
    PENDING,
    /** Buried deep enough: its reward is available. */
    CONFIRMED,
    /** Another block stands at its height. */
    ORPHANED,
    /** The node refused it: nothing was booked. */
    REJECTED
}
