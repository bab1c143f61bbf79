package neman.payout.miner;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.KeyPairGenerator;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import neman.accounting.database.Transactions;
import neman.payout.FakeChain;
import neman.payout.TestDatabase;
import neman.payout.TestPool;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.miner.MinerHolds.Refusal;
import neman.payout.payment.PayoutOperations;
import neman.payout.payment.PayoutState;
import neman.payout.query.MinerBalance;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MinerHoldsTest {
    private static final long HALF = (FakeChain.REWARD_SATS - FakeChain.REWARD_SATS / 100) / 2;
    private static final Decision SEIZED = new Decision("olga", "court order 12/26");
    private static final Decision CLEARED = new Decision("petr", "order lifted");

    private TestPool pool;

    /** Alice and Bob have half a block each, which nobody pays them yet. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.settings = paying(Long.MAX_VALUE);
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.share(TestPool.BOB, 1000);
        mature();
    }

    private void mature() throws SQLException {
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
    }

    private static PayoutSettings paying(long minimumSats) {
        return PayoutSettings.of(TestPool.POOL, 100, minimumSats, Duration.ofHours(1), 100, Duration.ofSeconds(1));
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    @Test
    void aHoldTakesWhatIsAvailableAndAReleaseGivesItBack() throws SQLException {
        assertEquals(Optional.empty(), hold());
        assertEquals(new MinerBalance(TestPool.ALICE.toString(), 0, 0, HALF, 0, 0), alice());
        assertEquals(
                "olga court order 12/26",
                pool.single("SELECT actor || ' ' || (evidence::jsonb ->> 'reason') FROM ledger.journal"
                        + " WHERE kind = 'miner-held'"));
        assertEquals(Optional.empty(), release());
        assertEquals(new MinerBalance(TestPool.ALICE.toString(), 0, HALF, 0, 0, 0), alice());
        List<HoldEvent> history = Transactions.call(
                pool.database, transaction -> MinerHolds.history(transaction, TestPool.ALICE.toString()));
        assertEquals(
                List.of(SEIZED, CLEARED),
                history.stream().map(HoldEvent::decision).toList());
    }

    @Test
    void whoIsHeldIsNotPaidAndWhoIsNotIs() throws SQLException {
        hold();
        pool.settings = paying(1_000);
        pool.tick();
        assertEquals(HALF, alice().heldSats());
        assertEquals(HALF, pool.queries.minerBalance(TestPool.BOB.toString()).inPayoutSats());
        release();
        pool.now = pool.now.plus(Duration.ofHours(2));
        mature();
        assertTrue(alice().inPayoutSats() >= HALF);
    }

    @Test
    void whatMaturesWhileAnAccountIsHeldIsHeldToo() throws SQLException {
        hold();
        pool.settings = paying(1_000);
        mature();
        assertEquals(2 * HALF, alice().heldSats());
        assertEquals(0, alice().availableSats() + alice().inPayoutSats());
        pool.tick();
        assertEquals("2", pool.single("SELECT count(*) FROM ledger.journal WHERE kind = 'miner-held'"));
    }

    @Test
    void aReversalTakesWhatIsAvailableThenWhatIsHeld() throws SQLException {
        hold();
        pool.chain.reorganise(101);
        pool.tick();
        assertEquals(new MinerBalance(TestPool.ALICE.toString(), 0, 0, 0, 0, 0), alice());
        assertEquals(0, pool.queries.totals().reorgLossSats());
    }

    @Test
    void anAccountIsHeldOnceAndReleasedOnce() throws SQLException {
        assertEquals(Optional.of(Refusal.NOT_HELD), release());
        hold();
        assertEquals(Optional.of(Refusal.ALREADY_HELD), hold());
        release();
        assertEquals(Optional.of(Refusal.NOT_HELD), release());
        hold();
        assertEquals(HALF, alice().heldSats());
    }

    @Test
    void anAccountThatNeverMinedIsHeldBeforeItDoes() throws SQLException {
        Transactions.run(pool.database, transaction -> {
            MinerHolds.hold(transaction, TestPool.OTHERS, SEIZED, pool.now);
        });
        assertEquals(
                List.of(TestPool.OTHERS.toString()),
                Transactions.call(pool.database, MinerHolds::open).stream()
                        .map(HoldEvent::account)
                        .toList());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.journal WHERE kind = 'miner-held'"));
    }

    /** The run waits for the hold's transaction and sees it, however the two begin. */
    @Test
    void aHoldAndAPayoutAtTheSameTimeDoNotBothTakeTheBalance() throws Exception {
        pool.settings = paying(1_000);
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> run = Transactions.<Future<?>, Exception>call(pool.database, transaction -> {
                MinerHolds.hold(transaction, TestPool.ALICE, SEIZED, pool.now);
                return other.submit(() -> {
                    pool.tick();
                    return null;
                });
            });
            run.get();
        } finally {
            other.shutdown();
        }
        assertEquals(HALF, alice().heldSats());
        assertEquals("1", pool.single("SELECT count(*) FROM ledger.payout_item"));
    }

    @Test
    void aBatchThatWaitsForItsApprovalsIsNotSignedForAnAccountThatIsHeldSince() throws Exception {
        pool.settings = paying(1_000)
                .withApprovals(
                        1,
                        List.of(KeyPairGenerator.getInstance("Ed25519")
                                .generateKeyPair()
                                .getPublic()));
        pool.tick();
        hold();
        pool.settings = paying(1_000);
        pool.tick();
        PayoutView batch = pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
        assertEquals(PayoutState.BUILT, batch.state());
        assertTrue(batch.stopped().orElseThrow().startsWith(TestPool.ALICE + " is held"), batch.toString());

        PayoutOperations operations = new PayoutOperations(
                new LedgerTransactions(pool.database, pool.leadership()), List.of(), () -> pool.now);
        assertEquals(Optional.empty(), operations.cancel(batch.id(), "olga", "account held"));
        pool.now = pool.now.plus(Duration.ofHours(2));
        pool.tick();
        assertEquals(HALF, alice().heldSats());
        assertEquals(HALF, pool.queries.minerBalance(TestPool.BOB.toString()).inPayoutSats());
    }

    /** The wallet takes its time to sign; meanwhile the court's order comes. */
    @Test
    void aBatchIsNotSignedForAnAccountThatIsHeldWhileTheWalletSigns() throws Exception {
        pool.settings = paying(1_000);
        pool.node.before("finalizepsbt", psbt -> assertDoesNotThrow(this::hold));
        pool.tick();
        PayoutView batch = pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
        assertEquals(PayoutState.APPROVED, batch.state());
        assertTrue(batch.stopped().orElseThrow().startsWith(TestPool.ALICE + " is held"), batch.toString());
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.payout_attempt"));
    }

    @Test
    void whoTakesThemBackOutOfTheBooksIsRefused() throws SQLException {
        hold();
        for (String sql : List.of(
                "UPDATE ledger.miner_hold SET reason = 'none'",
                "DELETE FROM ledger.miner_hold",
                "TRUNCATE ledger.miner_hold",
                "DELETE FROM ledger.miner_terms")) {
            SQLException refused =
                    assertThrows(SQLException.class, () -> TestDatabase.execute(pool.database, sql), sql);
            assertEquals("NL004", refused.getSQLState());
        }
    }

    private Optional<Refusal> hold() throws SQLException {
        return Transactions.call(
                pool.database, transaction -> MinerHolds.hold(transaction, TestPool.ALICE, SEIZED, pool.now));
    }

    private Optional<Refusal> release() throws SQLException {
        return Transactions.call(
                pool.database, transaction -> MinerHolds.release(transaction, TestPool.ALICE, CLEARED, pool.now));
    }

    private MinerBalance alice() throws SQLException {
        return pool.queries.minerBalance(TestPool.ALICE.toString());
    }
}
