package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import neman.bitcoin.OutPoint;
import neman.payout.payment.PayoutState;
import neman.payout.query.AlarmView;
import neman.payout.query.BlockView;
import neman.payout.query.PayoutView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes are configured: the one whose wallet pays, and another one. */
class TwoNodesTest {
    private static final String ALICE = TestPool.ALICE.toString();

    private TestPool pool;
    private FakeChain otherChain;
    private FakeNode other;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        otherChain = pool.chain.copy();
        other = new FakeNode(otherChain, TestPool.OTHERS);
        pool.configure(other);
        pool.tick();
        pool.share(TestPool.ALICE, 2000);
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
        other.close();
    }

    @Test
    void oneSilentNodeKeepsNobodysMoney() throws SQLException {
        other.refuse("getblockchaininfo", -28, "Loading block index");
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, block().state());
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(List.of("NODE_UNREACHABLE"), alarms());

        other.answerAgain();
        otherChain.catchUpWith(pool.chain);
        pool.tick();
        assertEquals(List.of(), alarms());
    }

    @Test
    void aBlockIsBookedWhileTheNodeThatPaysIsSilentAndPaidWhenItAnswers() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        otherChain.catchUpWith(pool.chain);
        pool.node.refuse("getblockchaininfo", -28, "Loading block index");
        pool.tick();
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, block().state());
        assertTrue(pool.queries.payouts(1, OptionalLong.empty()).items().isEmpty());
        assertEquals(List.of("NODE_UNREACHABLE"), alarms());

        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
    }

    @Test
    void nothingHappensWhileNoNodeAnswers() throws SQLException {
        pool.findBlock();
        pool.node.refuse("getblockchaininfo", -28, "Loading block index");
        other.refuse("getblockchaininfo", -28, "Loading block index");
        pool.tick();
        assertEquals(List.of("NODE_UNREACHABLE", "NODE_UNREACHABLE"), alarms());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
    }

    @Test
    void aNodeFarBehindOnTheSameChainIsNotWaitedFor() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, block().state());
        assertEquals(List.of("NODE_BEHIND"), alarms());
    }

    @Test
    void aNodeNearTheTipIsWaitedFor() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(98);
        otherChain.catchUpWith(pool.chain);
        pool.chain.mineOthers(2);
        pool.tick();
        pool.tick();
        assertEquals(BlockView.State.PENDING, block().state());
        otherChain.catchUpWith(pool.chain);
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, block().state());
        assertEquals(List.of(), alarms());
    }

    @Test
    void noPayoutStartsWhileTheNodeThatPaysIsBehind() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        otherChain.catchUpWith(pool.chain);
        otherChain.mineOthers(7);
        pool.tick();
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, block().state());
        assertTrue(pool.queries.payouts(1, OptionalLong.empty()).items().isEmpty());
        pool.chain.catchUpWith(otherChain);
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
    }

    @Test
    void whatTheNodesHaveDifferentIsNeitherBookedNorPaid() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        otherChain.mineOthers(101);
        pool.tick();
        assertEquals(BlockView.State.PENDING, block().state());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
        assertEquals(List.of("NODES_DISAGREE"), alarms());
        assertEquals(0, pool.chain.paidSats(TestPool.ALICE));

        otherChain.catchUpWith(pool.chain);
        pool.tick();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertEquals(List.of(), alarms());
    }

    @Test
    void twoBlocksAtOneHeightAreNoAlarmAndDecideNothingUntilOneIsBuriedByTheOther() throws SQLException {
        pool.findBlock();
        otherChain.mineOthers(1);
        pool.tick();
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
        assertEquals(List.of(), alarms());
        pool.chain.catchUpWith(otherChain);
        pool.tick();
        assertEquals(BlockView.State.ORPHANED, block().state());
    }

    @Test
    void aBookedBlockIsNotReversedOnTheWordOfOneOfTwo() throws SQLException {
        pool.findBlock();
        otherChain.catchUpWith(pool.chain);
        pool.tick();
        long pending = pool.queries.minerBalance(ALICE).pendingSats();
        assertTrue(pending > 0);
        pool.chain.reorganise(1);
        pool.tick();
        assertEquals(pending, pool.queries.minerBalance(ALICE).pendingSats());
        otherChain.catchUpWith(pool.chain);
        pool.tick();
        assertEquals(0, pool.queries.minerBalance(ALICE).pendingSats());
    }

    @Test
    void aDisplacedPayoutIsNotGivenBackWhileAnotherNodeHasAnotherChain() throws SQLException {
        FakeChain.Block found = pool.findBlock();
        pool.chain.mineOthers(100);
        otherChain.catchUpWith(pool.chain);
        pool.tick();
        pool.node.refuse("sendrawtransaction", -26, "min relay fee not met");
        pool.tick();
        pool.node.answerAgain();
        OutPoint coinbase = new OutPoint(found.transactions().get(0).decoded().txid(), 0);
        pool.node.spendOutside(coinbase, FakeChain.REWARD_SATS, TestPool.OTHERS);
        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(PayoutState.DISPLACED, payout().state());
        otherChain.mineOthers(120);
        pool.chain.mineOthers(119);
        pool.tick();
        assertEquals(PayoutState.DISPLACED, payout().state());
        otherChain.catchUpWith(pool.chain);
        pool.tick();
        assertEquals(PayoutState.RELEASED, payout().state());
    }

    private List<String> alarms() throws SQLException {
        return pool.queries.openAlarms().stream()
                .map(AlarmView::code)
                .filter(code -> code.startsWith("NODE"))
                .toList();
    }

    private BlockView block() throws SQLException {
        return pool.queries.blocks(1, OptionalLong.empty()).items().get(0);
    }

    private PayoutView payout() throws SQLException {
        return pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
    }
}
