package neman.payout.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import neman.accounting.database.Transactions;
import neman.payout.FakeChain;
import neman.payout.TestPool;
import neman.payout.miner.Decision;
import neman.payout.miner.MinerTerms;
import neman.payout.miner.TermsBook;
import neman.payout.miner.TermsChange;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DonationTest {
    private static final long HALF = (FakeChain.REWARD_SATS - FakeChain.REWARD_SATS / 100) / 2;
    private static final Decision ASKED = new Decision("olga", "letter of 3 March");
    private static final String ALICE = TestPool.ALICE.toString();

    private TestPool pool;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.settings =
                PayoutSettings.of(TestPool.POOL, 100, Long.MAX_VALUE, Duration.ofHours(1), 100, Duration.ofSeconds(1));
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
    void aDonationGoesFromTheMinersPartToItsOwnAccountAndTheArtefactSaysHow() throws SQLException {
        donate(333);
        pool.findBlock();
        pool.tick();
        long donated = HALF * 333 / 10_000;
        assertEquals(HALF - donated, pool.queries.minerBalance(ALICE).pendingSats());
        assertEquals(HALF, pool.queries.minerBalance(TestPool.BOB.toString()).pendingSats());
        assertEquals(donated, donationIncomeSats());
        String artefact = pool.single("SELECT body FROM ledger.artefact");
        assertTrue(
                artefact.contains("\"donations\":[{\"account\":\"" + ALICE + "\",\"basisPoints\":333,\"sats\":"
                        + donated + ",\"terms\":1}]"),
                artefact);
        assertTrue(artefact.contains("\"account\":\"" + ALICE + "\",\"sats\":" + HALF), artefact);
    }

    @Test
    void whatAMinerChoosesAfterABlockWasFoundDoesNotTouchIt() throws SQLException {
        pool.findBlock();
        donate(10_000);
        pool.tick();
        assertEquals(HALF, pool.queries.minerBalance(ALICE).pendingSats());
        assertEquals(0, donationIncomeSats());
        pool.findBlock();
        donate(0);
        pool.tick();
        assertEquals(HALF, pool.queries.minerBalance(ALICE).pendingSats());
        assertEquals(HALF, donationIncomeSats());
    }

    /** It read the last number before the block had one, so it holds for the block; the settlement waits until it stands. */
    @Test
    void aChangeThatIsBeingEnteredWhileItsBlockIsSettledCounts() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<?> settled = Transactions.<Future<?>, Exception>call(pool.database, transaction -> {
                new TermsBook(1_000)
                        .set(transaction, TestPool.ALICE, new MinerTerms(OptionalLong.empty(), 5_000), ASKED, pool.now);
                pool.findBlock();
                Future<?> pass = other.submit(() -> {
                    pool.tick();
                    return null;
                });
                while (!pass.isDone() && !isAnybodyWaiting()) {
                    Thread.onSpinWait();
                }
                return pass;
            });
            settled.get();
        } finally {
            other.shutdown();
        }
        assertEquals(HALF / 2, donationIncomeSats());
    }

    private boolean isAnybodyWaiting() throws SQLException {
        return pool.single("SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                        + " AND datname = current_database()")
                .equals("t");
    }

    @Test
    void anOrphanGivesTheDonationBackAlsoAfterItMatured() throws SQLException {
        donate(5_000);
        pool.findBlock();
        pool.tick();
        pool.chain.reorganise(1);
        pool.tick();
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.balance WHERE amount_sat <> 0"));
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
        assertEquals(HALF - HALF / 2, pool.queries.minerBalance(ALICE).availableSats());
        pool.chain.reorganise(101);
        pool.tick();
        assertEquals("0", pool.single("SELECT count(*) FROM ledger.balance WHERE amount_sat <> 0"));
    }

    @Test
    void donationsAreRoundedDownAndNothingOverflows() {
        MinerTerms half = new MinerTerms(OptionalLong.empty(), 5_000);
        assertEquals(1, half.donationOf(3));
        assertEquals(0, half.donationOf(1));
        long all = 2_100_000_000_000_000L;
        assertEquals(all, new MinerTerms(OptionalLong.empty(), 10_000).donationOf(all));
        assertEquals(2_099_790_000_000_000L, new MinerTerms(OptionalLong.empty(), 9_999).donationOf(all));
    }

    @Test
    void nobodyDonatesMoreThanHisPart() {
        assertThrows(
                IllegalStateException.class,
                () -> new BlockAmounts(
                        10, 0, 0, new TreeMap<>(Map.of("a", 10L)), new TreeMap<>(Map.of("a", 11L)), "00"));
        assertThrows(IllegalArgumentException.class, () -> new MinerTerms(OptionalLong.empty(), 10_001));
        assertThrows(IllegalArgumentException.class, () -> new MinerTerms(OptionalLong.of(0), 0));
    }

    @Test
    void theHistoryOfTermsStaysAndARepeatChangesNothing() throws SQLException {
        assertEquals(Optional.empty(), donate(100));
        assertEquals(Optional.of(TermsBook.Refusal.UNCHANGED), donate(100));
        assertEquals(Optional.of(TermsBook.Refusal.BELOW_POOL_MINIMUM), set(new MinerTerms(OptionalLong.of(999), 100)));
        assertEquals(Optional.empty(), set(new MinerTerms(OptionalLong.of(1_000), 0)));
        List<TermsChange> history =
                Transactions.call(pool.database, transaction -> TermsBook.history(transaction, ALICE));
        assertEquals(List.of(1, 2), history.stream().map(TermsChange::serial).toList());
        assertEquals(
                new MinerTerms(OptionalLong.of(1_000), 0),
                Transactions.call(pool.database, transaction -> TermsBook.current(transaction, ALICE)));
    }

    private Optional<TermsBook.Refusal> donate(int basisPoints) throws SQLException {
        return set(new MinerTerms(OptionalLong.empty(), basisPoints));
    }

    private Optional<TermsBook.Refusal> set(MinerTerms terms) throws SQLException {
        return Transactions.call(pool.database, transaction -> new TermsBook(1_000)
                .set(transaction, TestPool.ALICE, terms, ASKED, pool.now));
    }

    private long donationIncomeSats() throws SQLException {
        return Long.parseLong(pool.single(
                "SELECT coalesce(-sum(amount_sat), 0) FROM ledger.audit_balance" + " WHERE code = 'income:donation'"));
    }
}
