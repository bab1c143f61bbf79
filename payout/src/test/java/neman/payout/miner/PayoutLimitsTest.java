package neman.payout.miner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import neman.accounting.database.Transactions;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.payout.FakeChain;
import neman.payout.TestPool;
import neman.payout.payment.PayoutPlan;
import neman.payout.payment.PayoutPlanning;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps money back, through the whole payout role. */
class PayoutLimitsTest {
    private static final long PART = (FakeChain.REWARD_SATS - FakeChain.REWARD_SATS / 100) / 2;
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    private TestPool pool;

    /** Alice and Bob have half a block each, which nobody pays them yet. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.settings = paying(new PayoutLimits(Duration.ofDays(1), Duration.ZERO, 1, 1, DenyList.NONE));
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.share(TestPool.BOB, 1000);
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.tick();
    }

    private static PayoutSettings paying(PayoutLimits limits) {
        return PayoutSettings.of(TestPool.POOL, 100, 1_000, HOUR, 100, Duration.ofSeconds(1))
                .withLimits(limits);
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    @Test
    void aDeniedAddressIsPaidAgainWhenTheListNoLongerNamesIt() throws Exception {
        Path file = directory.resolve("deny.txt");
        Files.writeString(file, TestPool.ALICE.toString());
        DenyList list = DenyList.read(file, Network.REGTEST);
        pool.settings = paying(new PayoutLimits(Duration.ZERO, Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE, list));
        pool.tick();
        assertEquals(0, inPayout(TestPool.ALICE));
        assertEquals(PART, inPayout(TestPool.BOB));
        assertEquals(
                List.of(new PayoutPlan.Withheld(TestPool.ALICE.toString(), PART, WithheldReason.DENY_LISTED)),
                plan().withheld());
        assertEquals(List.of("PAYOUT_DENIED deny-list"), openAlarms());
        Files.writeString(file, "");
        list.reload();
        pool.now = pool.now.plus(HOUR);
        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(List.of(), openAlarms());
        assertEquals(PART, inPayout(TestPool.ALICE));
    }

    @Test
    void aBatchIsNotSignedForAnAddressThatIsDeniedSince() throws Exception {
        Path file = directory.resolve("deny.txt");
        Files.writeString(file, "# nobody yet");
        DenyList list = DenyList.read(file, Network.REGTEST);
        PayoutSettings settings =
                paying(new PayoutLimits(Duration.ZERO, Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE, list));
        pool.settings = settings.withApprovals(
                1,
                List.of(KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPublic()));
        pool.tick();
        Files.writeString(file, TestPool.BOB.toString());
        list.reload();
        pool.settings = settings;
        pool.tick();
        PayoutView batch = pool.queries.payouts(1, OptionalLong.empty()).items().get(0);
        assertEquals(PayoutState.BUILT, batch.state());
        assertTrue(batch.stopped().orElseThrow().startsWith(TestPool.BOB + " is on the deny-list"), batch.toString());
    }

    @Test
    void theDaysLimitCountsWhatTheLast24HoursPaid() throws SQLException {
        pool.settings = paying(new PayoutLimits(Duration.ZERO, Duration.ZERO, Long.MAX_VALUE, PART + 1, DenyList.NONE));
        pool.tick();
        assertEquals(PART, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
        pool.now = pool.now.plus(Duration.ofHours(23));
        pool.tick();
        assertEquals(PART, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
        assertEquals(WithheldReason.DAY_LIMIT, plan().withheld().get(0).reason());
        assertEquals(List.of("PAYOUT_LIMITED day"), openAlarms());
        pool.now = pool.now.plus(HOUR);
        pool.tick();
        assertEquals(2 * PART, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
    }

    @Test
    void aBatchTakesNoMoreThanItsLimitAndTheNextOneTheRest() throws SQLException {
        pool.settings = paying(new PayoutLimits(Duration.ZERO, Duration.ZERO, PART, Long.MAX_VALUE, DenyList.NONE));
        pool.tick();
        assertEquals(PART, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
        pool.now = pool.now.plus(HOUR);
        pool.tick();
        assertEquals(2 * PART, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
    }

    @Test
    void aBalanceAboveTheLimitOfABatchIsAnAlarmUntilTheLimitIsRaised() throws SQLException {
        pool.settings = paying(new PayoutLimits(Duration.ZERO, Duration.ZERO, PART - 1, Long.MAX_VALUE, DenyList.NONE));
        pool.tick();
        assertEquals(0, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
        assertEquals(List.of("PAYOUT_LIMITED batch"), openAlarms());
        pool.settings = paying(PayoutLimits.NONE);
        pool.tick();
        assertEquals(2 * PART, inPayout(TestPool.ALICE) + inPayout(TestPool.BOB));
        assertEquals(List.of(), openAlarms());
    }

    @Test
    void aNewAccountWaitsFromItsFirstCreditOn() throws SQLException {
        pool.settings = paying(new PayoutLimits(HOUR, Duration.ZERO, Long.MAX_VALUE, Long.MAX_VALUE, DenyList.NONE));
        pool.tick();
        assertEquals(0, inPayout(TestPool.ALICE));
        assertEquals(WithheldReason.FIRST_PAYOUT_DELAY, plan().withheld().get(0).reason());
        pool.now = pool.now.plus(HOUR);
        pool.tick();
        assertEquals(PART, inPayout(TestPool.ALICE));
    }

    @Test
    void changedTermsDelayThePayoutOfTheirAccountAlone() throws SQLException {
        Transactions.run(pool.database, transaction -> {
            new TermsBook(1_000)
                    .set(
                            transaction,
                            TestPool.ALICE,
                            new MinerTerms(OptionalLong.of(2_000), 0),
                            new Decision("olga", "letter"),
                            pool.now);
        });
        pool.settings = paying(new PayoutLimits(Duration.ZERO, HOUR, Long.MAX_VALUE, Long.MAX_VALUE, DenyList.NONE));
        pool.tick();
        assertEquals(0, inPayout(TestPool.ALICE));
        assertEquals(PART, inPayout(TestPool.BOB));
        pool.now = pool.now.plus(HOUR);
        pool.tick();
        assertEquals(PART, inPayout(TestPool.ALICE));
    }

    @Test
    void whatCannotBeALimitIsRefused() {
        Duration none = Duration.ZERO;
        Duration negative = Duration.ofSeconds(-1);
        assertThrows(IllegalArgumentException.class, () -> new PayoutLimits(none, none, 0, 1, DenyList.NONE));
        assertThrows(IllegalArgumentException.class, () -> new PayoutLimits(none, none, 1, 0, DenyList.NONE));
        assertThrows(IllegalArgumentException.class, () -> new PayoutLimits(negative, none, 1, 1, DenyList.NONE));
        assertThrows(IllegalArgumentException.class, () -> new PayoutLimits(none, negative, 1, 1, DenyList.NONE));
    }

    private List<String> openAlarms() throws SQLException {
        return pool.queries.openAlarms().stream()
                .map(alarm -> alarm.code() + " " + alarm.subject())
                .toList();
    }

    private PayoutPlan plan() throws SQLException {
        PayoutPlanning planning = new PayoutPlanning(pool.settings, Network.REGTEST, () -> pool.now);
        return Transactions.call(pool.database, planning::plan);
    }

    private long inPayout(PayoutAddress miner) throws SQLException {
        return pool.queries.minerBalance(miner.toString()).inPayoutSats();
    }
}
