package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import neman.bitcoin.Hash256;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.payment.PayoutOperations;
import neman.payout.payment.PayoutState;
import neman.payout.query.BlockView;
import neman.payout.query.Page;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test is an error that cost a pool's miners or its operator money, and what happens here instead. */
class WhatExistingPoolsGotWrongTest {
    private static final String ALICE = TestPool.ALICE.toString();
    private static final String BOB = TestPool.BOB.toString();

    private TestPool pool;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    /**
     * Miningcore sends and writes the payment down afterwards, with eight tries; NOMP calls {@code sendmany} and then Redis. A
     * crash between the two pays again. Here nothing is sent that is not committed, byte for byte.
     */
    @Test
    void paidFirstAndRecordedAfter() throws SQLException {
        List<String> recorded = new ArrayList<>();
        pool.node.before("sendrawtransaction", sent -> {
            assertEquals(sent, stored());
            recorded.add(sent);
        });
        pool.node.loseAnswersOf("sendrawtransaction");
        aliceAndBobCanBePaid(1000, 1000);
        pool.tick();
        pool.tick();
        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        assertTrue(recorded.size() >= 3, recorded.size() + " broadcasts");
        assertEquals(1, new HashSet<>(recorded).size());
        assertEquals(inPayout(ALICE), pool.chain.paidSats(TestPool.ALICE));
    }

    private String stored() {
        try {
            return pool.single("SELECT encode(transaction, 'hex') FROM ledger.payout_batch");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Miningcore sends {@code Math.Round(amount, 4)} coins and debits the whole balance. */
    @Test
    void paidARoundedAmountAndDebitedAnother() throws SQLException {
        aliceAndBobCanBePaid(777, 1);
        pool.tick();
        for (var miner : List.of(TestPool.ALICE, TestPool.BOB)) {
            long debited = inPayout(miner.toString());
            assertNotEquals(0, debited % 10_000, "four decimals would do for " + debited);
            assertEquals(debited, pool.chain.paidSats(miner));
            assertEquals(0, pool.queries.minerBalance(miner.toString()).availableSats());
        }
    }

    /** NOMP keeps amounts in a map by address: of two users with one address the second one's amount replaced the first one's. */
    @Test
    void overwroteOneOfTwoUsersWithOneAddress() throws SQLException {
        String shouting = ALICE.toUpperCase(Locale.ROOT);
        pool.share(ALICE, 700);
        pool.share(shouting, 300);
        pool.findBlock();
        canBePaid();
        pool.tick();
        assertEquals(1, payout().outputs());
        assertTrue(inPayout(ALICE) > 0 && inPayout(shouting) > 0);
        assertEquals(inPayout(ALICE) + inPayout(shouting), pool.chain.paidSats(TestPool.ALICE));
        settle();
        assertTrue(pool.queries.minerBalance(shouting).paidSats() > 0);
        assertEquals(0, pool.queries.totals().payoutInFlightSats());
    }

    /** Miningcore takes "no such transaction" of a wallet for an orphan, so that the wrong wallet orphaned every block. */
    @Test
    void tookAnyWalletErrorForAnOrphan() throws SQLException {
        for (String method :
                List.of("gettransaction", "gettxout", "getaddressinfo", "listlockunspent", "walletcreatefundedpsbt")) {
            pool.node.refuse(method, -5, "Invalid or non-wallet transaction id");
        }
        aliceAndBobCanBePaid(1000, 1000);
        pool.tick();
        assertEquals(BlockView.State.CONFIRMED, blocks().get(0).state());
        assertTrue(pool.queries.minerBalance(ALICE).availableSats() > 0);
        pool.node.answerAgain();
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
    }

    /** A payment whose answer was lost has no transaction id in such books, counts as unsent, and is made anew. */
    @Test
    void tookAPayoutWithoutATxidForUnsent() throws SQLException {
        pool.node.loseAnswersOf("sendrawtransaction");
        aliceAndBobCanBePaid(1000, 1000);
        pool.tick();
        Hash256 txid = payout().txid().orElseThrow();
        assertEquals(
                Optional.of(PayoutOperations.Refusal.ALREADY_SIGNED), operator().cancel(1, "olga", "not sent?"));
        pool.now = pool.now.plus(Duration.ofDays(2));
        pool.tick();
        pool.node.answerAgain();
        settle();
        assertEquals(List.of(1L), payouts());
        assertEquals(Optional.of(txid), payout().txid());
        assertEquals(pool.queries.minerBalance(ALICE).paidSats(), pool.chain.paidSats(TestPool.ALICE));
    }

    /** Miningcore deletes the shares of a block when it is found, and a miner's work of an hour before counts no more. */
    @Test
    void deletedSharesAtBlockTime() throws SQLException {
        pool.share(TestPool.ALICE, 1500);
        pool.share(TestPool.BOB, 500);
        pool.findBlock();
        pool.findBlock();
        pool.tick();
        List<String> splits = new ArrayList<>();
        for (BlockView block : blocks()) {
            splits.add(pool.single("SELECT string_agg(account || ' ' || sats, ',' ORDER BY account)"
                    + " FROM ledger.allocation WHERE block_hash = '" + block.hash() + "'"));
        }
        assertEquals(2, splits.size());
        assertEquals(splits.get(0), splits.get(1));
    }

    /** Miningcore pages shares by time and goes on below the last one: those of the same instant were skipped. */
    @Test
    void tookTiesOfATimestampAtAPageEdgeForSeen() throws SQLException {
        int rounds = 205; // more than two pages of what is read at once
        for (int i = 0; i < rounds; i++) {
            pool.closeRound(pool.chain.unheardOf(), 1_000 + i);
        }
        for (int i = 0; i < 3; i++) {
            pool.tick();
        }
        assertEquals("1", pool.single("SELECT count(DISTINCT found_at) FROM ledger.block"));
        List<Hash256> seen = new ArrayList<>();
        OptionalLong cursor = OptionalLong.empty();
        do {
            Page<BlockView> page = pool.queries.blocks(50, cursor);
            page.items().forEach(block -> seen.add(block.hash()));
            cursor = page.next();
        } while (cursor.isPresent());
        assertEquals(rounds, seen.size());
        assertEquals(rounds, new HashSet<>(seen).size());
    }

    /** NOMP pays everybody one percent less at each try until the wallet has enough. */
    @Test
    void paidEverybodyLessWhenTheWalletHadTooLittle() throws SQLException {
        pool.node.refuse("walletcreatefundedpsbt", -6, "Insufficient funds");
        aliceAndBobCanBePaid(1000, 1000);
        for (int i = 0; i < 5; i++) {
            pool.tick();
        }
        long owed = inPayout(ALICE);
        assertEquals(PayoutState.RESERVED, payout().state());
        pool.node.answerAgain();
        pool.tick();
        assertEquals(owed, pool.chain.paidSats(TestPool.ALICE));
    }

    /** Miningcore: one block that cannot be classified stops all payments. */
    @Test
    void oneBadBlockStoppedEverybodysPayments() throws SQLException {
        pool.closeRound(pool.chain.unheardOf(), 1);
        FakeChain.Block stranger = pool.chain.mine(TestPool.OTHERS);
        pool.closeRound(stranger.hash(), stranger.height());
        aliceAndBobCanBePaid(1000, 1000);
        pool.tick();
        assertEquals(PayoutState.SEEN, payout().state());
        Map<BlockView.State, Long> states = new TreeMap<>();
        blocks().forEach(block -> states.merge(block.state(), 1L, Long::sum));
        assertEquals(
                Map.of(BlockView.State.REJECTED, 1L, BlockView.State.PENDING, 1L, BlockView.State.CONFIRMED, 1L),
                states);
    }

    private void aliceAndBobCanBePaid(int alice, int bob) throws SQLException {
        pool.share(TestPool.ALICE, alice);
        pool.share(TestPool.BOB, bob);
        pool.findBlock();
        canBePaid();
    }

    /** From the next tick on. */
    private void canBePaid() throws SQLException {
        pool.chain.mineOthers(100);
        pool.tick();
    }

    private void settle() throws SQLException {
        pool.chain.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS);
        pool.tick();
        pool.tick();
        assertEquals(PayoutState.SETTLED, payout().state());
    }

    private PayoutOperations operator() {
        return new PayoutOperations(
                new LedgerTransactions(pool.database, pool.leadership()), List.of(), () -> pool.now);
    }

    private long inPayout(String account) throws SQLException {
        return pool.queries.minerBalance(account).inPayoutSats();
    }

    private List<BlockView> blocks() throws SQLException {
        return pool.queries.blocks(10, OptionalLong.empty()).items();
    }

    private List<Long> payouts() throws SQLException {
        return pool.queries.payouts(10, OptionalLong.empty()).items().stream()
                .map(PayoutView::id)
                .toList();
    }

    private PayoutView payout() throws SQLException {
        return pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
    }
}
