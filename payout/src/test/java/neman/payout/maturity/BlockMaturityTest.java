package neman.payout.maturity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import neman.bitcoin.Hash256;
import neman.payout.FakeChain;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.query.BlockView;
import neman.payout.query.MinerBalance;
import neman.payout.query.PoolTotals;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockMaturityTest {
    private static final long REWARD = FakeChain.REWARD_SATS;
    private static final long FEE = REWARD / 100;
    /** Alice and Bob each did a whole block's work: the window of two is full. */
    private static final long HALF = (REWARD - FEE) / 2;

    private static final String ALICE = TestPool.ALICE.toString();

    private TestPool pool;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.share(TestPool.BOB, 1000);
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    @Test
    void aBlockInTheChainIsPendingUntilItHas101Confirmations() throws SQLException {
        pool.settings =
                PayoutSettings.of(TestPool.POOL, 100, Long.MAX_VALUE, Duration.ofHours(1), 100, Duration.ofSeconds(1));
        pool.findBlock();
        pool.tick();
        assertEquals(new MinerBalance(ALICE, HALF, 0, 0, 0, 0), pool.queries.minerBalance(ALICE));
        PoolTotals totals = pool.queries.totals();
        assertEquals(REWARD, totals.immatureSats());
        assertEquals(FEE, totals.poolFeeSats());
        assertEquals(REWARD, totals.minedSats());

        pool.chain.mineOthers(99);
        pool.tick();
        assertEquals(BlockView.State.PENDING, onlyBlock().state());
        assertEquals(100, onlyBlock().confirmations());

        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, onlyBlock().state());
        assertEquals(new MinerBalance(ALICE, 0, HALF, 0, 0, 0), pool.queries.minerBalance(ALICE));
        assertEquals(REWARD, pool.queries.totals().hotSats());
    }

    @Test
    void aPassRepeatedBooksNothing() throws SQLException {
        pool.findBlock();
        pool.tick();
        pool.tick();
        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals("1", pool.single("SELECT count(*) FROM ledger.journal"));
    }

    @Test
    void anOrphanIsReversedExactlyAndBookedAgainWhenItsChainComesBack() throws SQLException {
        pool.findBlock();
        pool.tick();
        List<FakeChain.Block> gone = pool.chain.reorganise(1);
        pool.tick();
        assertEquals(BlockView.State.ORPHANED, onlyBlock().state());
        assertEquals(0, onlyBlock().confirmations());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.balance WHERE amount_sat <> 0"));
        assertEquals(0, pool.queries.totals().minedSats());

        pool.chain.bringBack(gone, 3);
        pool.tick();
        assertEquals(BlockView.State.PENDING, onlyBlock().state());
        assertEquals(HALF, pool.queries.minerBalance(ALICE).pendingSats());
        assertEquals("2", pool.single("SELECT bookings FROM ledger.block"));

        pool.chain.reorganise(4);
        pool.tick();
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.balance WHERE amount_sat <> 0"));
    }

    @Test
    void aBlockThatLostItsRaceBeforeItWasSeenBooksNothing() throws SQLException {
        FakeChain.Block block = pool.chain.mine(TestPool.POOL);
        pool.chain.reorganise(1);
        pool.closeRound(block.hash(), block.height());
        pool.tick();
        assertEquals(BlockView.State.ORPHANED, onlyBlock().state());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
    }

    @Test
    void aBlockThatNoNodeKnowsIsAnAlarmAndBooksNothing() throws SQLException {
        Hash256 unheardOf = pool.chain.unheardOf();
        pool.closeRound(unheardOf, pool.chain.tipHeight() + 1);
        pool.chain.mineOthers(BlockStep.REJECTED_DEPTH - 1);
        pool.tick();
        assertEquals(BlockView.State.PENDING, onlyBlock().state());
        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(BlockView.State.REJECTED, onlyBlock().state());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
        assertEquals("BLOCK_REJECTED", pool.queries.openAlarms().get(0).code());
        assertTrue(pool.queries.openAlarms().get(0).message().contains(unheardOf.toString()));
    }

    @Test
    void aBlockThatPaysSomebodyElseIsAnAlarmAndBooksNothing() throws SQLException {
        FakeChain.Block block = pool.chain.mine(TestPool.OTHERS);
        pool.closeRound(block.hash(), block.height());
        pool.tick();
        assertEquals("BLOCK_PAYS_OTHERS", pool.queries.openAlarms().get(0).code());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
    }

    @Test
    void aMatureOrphanTakesWhatIsAvailableAndTheRestIsThePoolsLoss() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        assertEquals(HALF, pool.queries.minerBalance(ALICE).inPayoutSats());
        pool.chain.reorganise(101);
        pool.tick();
        assertEquals(BlockView.State.ORPHANED, onlyBlock().state());
        PoolTotals totals = pool.queries.totals();
        assertEquals(2 * HALF, totals.reorgLossSats());
        assertEquals(0, totals.poolFeeSats());
        assertEquals(0, totals.immatureSats());
        assertEquals(0, totals.hotSats());
        assertTrue(pool.queries.openAlarms().stream()
                .anyMatch(alarm -> alarm.code().equals("MATURE_BLOCK_ORPHANED")));
    }

    /** What the miners were paid of it before is no loss any more, and is not owed to them a second time. */
    @Test
    void aMatureOrphanThatComesBackPaysItsMinersOnce() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        assertEquals(HALF, pool.queries.minerBalance(ALICE).inPayoutSats());
        List<FakeChain.Block> gone = pool.chain.reorganise(101);
        pool.tick();
        assertEquals(2 * HALF, pool.queries.totals().reorgLossSats());

        pool.chain.bringBack(gone, 10);
        for (int i = 0; i < 3; i++) {
            pool.tick();
            pool.chain.mineOthers(6);
        }
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, onlyBlock().state());
        assertEquals(new MinerBalance(ALICE, 0, 0, 0, 0, HALF), pool.queries.minerBalance(ALICE));
        assertEquals(0, pool.queries.totals().reorgLossSats());
        assertEquals(FEE, pool.queries.totals().poolFeeSats());

        pool.chain.reorganise(129);
        pool.tick();
        assertEquals(2 * HALF, pool.queries.totals().reorgLossSats());
    }

    /** An operator explained a difference by the continuity account, and then a block that had filled it left the chain. */
    @ParameterizedTest
    @ValueSource(ints = {1, 101})
    void whatTheContinuityAccountNoLongerHoldsIsThePoolsLoss(int depth) throws Exception {
        pool.close();
        pool = new TestPool();
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.settings =
                PayoutSettings.of(TestPool.POOL, 100, Long.MAX_VALUE, Duration.ofHours(1), 100, Duration.ofSeconds(1));
        pool.findBlock();
        pool.chain.mineOthers(depth - 1);
        pool.tick();
        pool.tick();
        TestDatabase.execute(
                pool.database,
                "SELECT ledger.append('explained', 'reconcile-explained', now(), 'test', 1, NULL, '{}',"
                        + " ARRAY['equity:pplns-continuity', 'equity:owner'], ARRAY[" + HALF + ", -" + HALF + "])");
        pool.chain.reorganise(depth);
        pool.tick();
        assertEquals(BlockView.State.ORPHANED, onlyBlock().state());
        assertEquals(HALF, pool.queries.totals().reorgLossSats());
    }

    @Test
    void anUnreachableNodeIsAnAlarmUntilItAnswers() throws SQLException {
        pool.findBlock();
        pool.node.refuse("getblockhash", -28, "Loading block index");
        pool.tick();
        assertEquals("NODE_UNREACHABLE", pool.queries.openAlarms().get(0).code());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal"));
        pool.node.answerAgain();
        pool.tick();
        assertTrue(pool.queries.openAlarms().isEmpty());
        assertEquals("1", pool.single("SELECT count(*) FROM ledger.journal"));
    }

    @Test
    void theArtefactIsCanonicalAndNamedByItsHash() throws SQLException {
        pool.findBlock();
        pool.tick();
        String body = pool.single("SELECT body FROM ledger.artefact");
        assertTrue(body.startsWith("{\"block\":{\"hash\":\""), body);
        assertTrue(body.contains("\"feeBasisPoints\":100"), body);
        assertTrue(body.contains("\"sats\":" + HALF + ",\"tieHash\":"), body);
        assertFalse(body.contains(" \""), body);
    }

    private BlockView onlyBlock() throws SQLException {
        return pool.queries.blocks(10, OptionalLong.empty()).items().get(0);
    }
}
