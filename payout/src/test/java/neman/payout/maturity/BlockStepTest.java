package neman.payout.maturity;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BlockStepTest {
    @Test
    void aRewardMaturesAtExactlyTheConfirmationsAskedFor() {
        assertEquals(BlockStep.NONE, BlockStep.of(BlockState.PENDING, in(100), 101));
        assertEquals(BlockStep.MATURE, BlockStep.of(BlockState.PENDING, in(101), 101));
        assertEquals(BlockStep.NONE, BlockStep.of(BlockState.AVAILABLE, in(101), 101));
    }

    @Test
    void whateverStandsInTheChainIsBooked() {
        assertEquals(BlockStep.BOOK, BlockStep.of(BlockState.WAITING, in(1), 101));
        assertEquals(BlockStep.BOOK, BlockStep.of(BlockState.ORPHANED, in(5), 101));
        assertEquals(BlockStep.BOOK, BlockStep.of(BlockState.REJECTED, in(5), 101));
    }

    @Test
    void onlyWhatIsBookedIsReversed() {
        BlockPlace displaced = new BlockPlace(BlockPlace.Kind.DISPLACED, 3);
        assertEquals(BlockStep.ORPHAN, BlockStep.of(BlockState.WAITING, displaced, 101));
        assertEquals(BlockStep.REVERSE, BlockStep.of(BlockState.PENDING, displaced, 101));
        assertEquals(BlockStep.REVERSE, BlockStep.of(BlockState.AVAILABLE, displaced, 101));
        assertEquals(BlockStep.NONE, BlockStep.of(BlockState.ORPHANED, displaced, 101));
    }

    @Test
    void anUnknownBlockIsRejectedOnlyWhenItsHeightIsBuried() {
        assertEquals(BlockStep.NONE, BlockStep.of(BlockState.WAITING, unknown(5), 101));
        assertEquals(BlockStep.REJECT, BlockStep.of(BlockState.WAITING, unknown(6), 101));
        assertEquals(BlockStep.NONE, BlockStep.of(BlockState.REJECTED, unknown(60), 101));
    }

    @Test
    void nothingIsDoneWhileTheNodesDisagree() {
        for (BlockState state : BlockState.values()) {
            assertEquals(BlockStep.NONE, BlockStep.of(state, BlockPlace.UNDECIDED, 101));
        }
    }

    private static BlockPlace in(int confirmations) {
        return new BlockPlace(BlockPlace.Kind.IN_CHAIN, confirmations);
    }

    private static BlockPlace unknown(int depth) {
        return new BlockPlace(BlockPlace.Kind.UNKNOWN, depth);
    }
}
