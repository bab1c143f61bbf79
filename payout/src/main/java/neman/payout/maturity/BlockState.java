package neman.payout.maturity;

/** What the books say of a block of ours. */
public enum BlockState {
    /** The round is closed; nothing is booked. */
    WAITING,
    /** Booked; the coinbase is immature. */
    PENDING,
    /** Matured: the miners' parts can be paid. */
    AVAILABLE,
    /** Another block stands at its height; nothing of it is booked any more. */
    ORPHANED,
    /** No node ever accepted it; nothing was booked. */
    REJECTED
}
