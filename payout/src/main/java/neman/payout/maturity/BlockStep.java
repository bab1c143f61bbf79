package neman.payout.maturity;

/** What the books have to do about a block; decided by {@link #of} from state and place alone. */
public enum BlockStep {
    NONE,
    /** Book the reward: pending, immature. */
    BOOK,
    /** Move it to available. */
    MATURE,
    /** Note that it lost its place before anything was booked. */
    ORPHAN,
    /** Take the booking back. */
    REVERSE,
    /** Alarm: no node accepted it. */
    REJECT;

    /** A block that no node knows is called rejected once its height is buried so deep. */
    static final int REJECTED_DEPTH = 6;

    /** @param maturityConfirmations from which a reward counts as spendable */
    public static BlockStep of(BlockState state, BlockPlace place, int maturityConfirmations) {
        return switch (place.kind()) {
            case IN_CHAIN -> inChain(state, place.depth(), maturityConfirmations);
            case DISPLACED -> displaced(state);
            case UNKNOWN -> unknown(state, place.depth());
            case UNDECIDED -> NONE;
        };
    }

    private static BlockStep inChain(BlockState state, int confirmations, int maturityConfirmations) {
        return switch (state) {
            case WAITING, ORPHANED, REJECTED -> BOOK;
            case PENDING -> confirmations >= maturityConfirmations ? MATURE : NONE;
            case AVAILABLE -> NONE;
        };
    }

    private static BlockStep displaced(BlockState state) {
        return switch (state) {
            case WAITING -> ORPHAN;
            case PENDING, AVAILABLE -> REVERSE;
            case ORPHANED, REJECTED -> NONE;
        };
    }

    /** A node that was installed anew may not know an orphan that we booked once: it is displaced all the same. */
    private static BlockStep unknown(BlockState state, int depth) {
        return switch (state) {
            case WAITING -> depth >= REJECTED_DEPTH ? REJECT : NONE;
            case PENDING, AVAILABLE -> REVERSE;
            case ORPHANED, REJECTED -> NONE;
        };
    }
}
