package neman.stratum.block;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.stratum.block.NodeReport.Reply;
import org.junit.jupiter.api.Test;

class BlockStateTest {
    private static final Optional<Hash256> RIVAL = Optional.of(Hash256.parse("ab".repeat(32)));
    private static final NodeReport UNASKED = NodeReport.unasked("http://node");
    private static final NodeReport AWAY = UNASKED.replied(Reply.UNREACHABLE, "away", 5);
    private static final NodeReport REJECTS = UNASKED.replied(Reply.REJECTED, "bad-cb-amount", 5);

    private static NodeReport inChain(int confirmations) {
        return UNASKED.inChain(confirmations);
    }

    private static NodeReport under(int rivalConfirmations) {
        return UNASKED.notInChain(true, RIVAL, rivalConfirmations);
    }

    private static BlockState of(NodeReport... nodes) {
        return BlockState.of(List.of(nodes));
    }

    @Test
    void isPendingWhileNobodyHasIt() {
        assertEquals(BlockState.PENDING, of());
        assertEquals(BlockState.PENDING, of(UNASKED, AWAY));
        assertEquals(BlockState.PENDING, of(REJECTS, AWAY), "the other may think otherwise");
        assertEquals(BlockState.PENDING, of(UNASKED.replied(Reply.REJECTED, "time-too-new", 5)));
        assertEquals(BlockState.PENDING, of(UNASKED.replied(Reply.REJECTED, "prev-blk-not-found", 5)));
    }

    @Test
    void isRejectedWhereEveryoneSaysSo() {
        assertEquals(BlockState.REJECTED, of(REJECTS));
        assertEquals(BlockState.REJECTED, of(REJECTS, REJECTS));
        assertEquals(BlockState.REJECTED, of(REJECTS.notInChain(true, RIVAL, 6), AWAY), "the chain went on without it");
    }

    @Test
    void oneNodeThatHasItInItsChainIsEnough() {
        assertEquals(BlockState.IN_CHAIN, of(AWAY, inChain(1)));
        assertEquals(BlockState.IN_CHAIN, of(REJECTS, inChain(5)));
        assertEquals(BlockState.IN_CHAIN, of(UNASKED.replied(Reply.ACCEPTED, "", 5)));
    }

    @Test
    void standsAsideWhereAnotherLeads() {
        assertEquals(BlockState.ASIDE, of(under(1)));
        assertEquals(BlockState.ASIDE, of(under(5), AWAY));
        assertEquals(BlockState.IN_CHAIN, of(under(1), inChain(1)), "two nodes, each with another tip");
    }

    @Test
    void isDecidedWhenBuriedAndNobodyDisagrees() {
        assertEquals(BlockState.CONFIRMED, of(inChain(6), AWAY));
        assertEquals(BlockState.ORPHANED, of(under(6), AWAY));
        assertEquals(BlockState.ORPHANED, of(UNASKED.notInChain(false, RIVAL, 6)), "it never arrived anywhere");
        assertEquals(BlockState.IN_CHAIN, of(inChain(7), under(6)), "a partition");
        assertEquals(BlockState.IN_CHAIN, of(inChain(2), under(9)));
    }

    @Test
    void aNodeOnAChainOfItsOwnDoesNotHoldItUpForEver() {
        assertEquals(BlockState.CONFIRMED, of(inChain(100), under(50)));
        assertEquals(BlockState.ORPHANED, of(inChain(2), under(100)));
    }

    @Test
    void aReplyNeverForgetsWhatTheNodeWasSeenToHave() {
        NodeReport later = inChain(3).replied(Reply.DUPLICATE, "duplicate", 90).replied(Reply.TIMED_OUT, "late", 100);
        assertEquals(BlockState.IN_CHAIN, of(later));
        assertEquals(3, later.confirmations());
        assertEquals(2, later.attempts());
    }
}
