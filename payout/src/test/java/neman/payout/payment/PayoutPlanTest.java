package neman.payout.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.Stream;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.PaymentOutput;
import neman.payout.TestPool;
import neman.payout.miner.DenyList;
import neman.payout.miner.MinerAccount;
import neman.payout.miner.MinerTerms;
import neman.payout.miner.PayoutLimits;
import neman.payout.miner.Screening;
import neman.payout.miner.WithheldReason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PayoutPlanTest {
    private static final long MINIMUM = 1_000;
    private static final long PLENTY = Long.MAX_VALUE;
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    @TempDir
    private Path directory;

    @Test
    void nobodyIsPaidBelowTheMinimum() {
        assertTrue(plan(List.of(), PayoutLimits.NONE).isEmpty());
        assertWithheld(WithheldReason.BELOW_MINIMUM, miner(3, 999), PayoutLimits.NONE);
        assertEquals(
                1_000,
                plan(List.of(miner(3, 1_000), miner(4, 999)), PayoutLimits.NONE).totalSats());
    }

    @Test
    void aMinersOwnMinimumCountsWhereItIsAboveThePools() {
        MinerTerms own = new MinerTerms(OptionalLong.of(5_000), 0);
        assertWithheld(WithheldReason.BELOW_OWN_MINIMUM, miner(3, 4_999, own), PayoutLimits.NONE);
        assertEquals(
                5_000, plan(List.of(miner(3, 5_000, own)), PayoutLimits.NONE).totalSats());
        MinerTerms belowThePools = new MinerTerms(OptionalLong.of(500), 0);
        assertWithheld(WithheldReason.BELOW_MINIMUM, miner(3, 999, belowThePools), PayoutLimits.NONE);
    }

    @Test
    void anAccountWhoseNameIsNoAddressOfTheNetworkKeepsNobodyElseWaiting() {
        MinerAccount foreign = miner("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", 7_000);
        PayoutPlan plan = plan(List.of(foreign, miner(4, 2_000)), PayoutLimits.NONE);
        assertEquals(2_000, plan.totalSats());
        assertEquals(
                List.of(new PayoutPlan.Withheld(foreign.account(), 7_000, WithheldReason.NOT_AN_ADDRESS)),
                plan.withheld());
    }

    @Test
    void thePoolsOwnAddressIsNotPaid() {
        assertWithheld(WithheldReason.POOL_ADDRESS, miner(TestPool.POOL.toString(), 2_000), PayoutLimits.NONE);
    }

    @Test
    void aHeldAccountIsShownWithAllItHas() {
        MinerAccount held = new MinerAccount(
                TestPool.ALICE.toString(), 20, 3_000, true, Instant.EPOCH, MinerTerms.DEFAULT, Optional.empty());
        assertEquals(
                List.of(new PayoutPlan.Withheld(held.account(), 3_020, WithheldReason.HELD)),
                plan(List.of(held), PayoutLimits.NONE).withheld());
    }

    @Test
    void aDeniedAddressIsNotPaidWhateverItsSpelling() throws Exception {
        Path file = directory.resolve("deny.txt");
        Files.writeString(file, "# register\n\n" + TestPool.ALICE.toString().toUpperCase(Locale.ROOT) + " # seized\n");
        PayoutLimits limits =
                new PayoutLimits(Duration.ZERO, Duration.ZERO, PLENTY, PLENTY, DenyList.read(file, Network.REGTEST));
        assertWithheld(WithheldReason.DENY_LISTED, miner(TestPool.ALICE.toString(), 2_000), limits);
    }

    @Test
    void aNewAccountWaitsUntilItsFirstCreditIsOldEnough() {
        PayoutLimits limits = new PayoutLimits(HOUR, Duration.ZERO, PLENTY, PLENTY, DenyList.NONE);
        assertWithheld(
                WithheldReason.FIRST_PAYOUT_DELAY, since(NOW.minus(HOUR).plusNanos(1), Optional.empty()), limits);
        assertEquals(
                2_000,
                plan(List.of(since(NOW.minus(HOUR), Optional.empty())), limits).totalSats());
    }

    @Test
    void changedTermsDelayTheNextPayout() {
        PayoutLimits limits = new PayoutLimits(Duration.ZERO, HOUR, PLENTY, PLENTY, DenyList.NONE);
        assertWithheld(
                WithheldReason.TERMS_COOL_DOWN,
                since(Instant.EPOCH, Optional.of(NOW.minus(HOUR).plusNanos(1))),
                limits);
        assertEquals(
                2_000,
                plan(List.of(since(Instant.EPOCH, Optional.of(NOW.minus(HOUR)))), limits)
                        .totalSats());
    }

    @Test
    void theFirstReasonThatAppliesIsTold() {
        PayoutLimits limits = new PayoutLimits(HOUR, HOUR, 1, 1, DenyList.NONE);
        MinerAccount all =
                new MinerAccount(TestPool.BOB.toString(), 2, 0, true, NOW, MinerTerms.DEFAULT, Optional.of(NOW));
        assertWithheld(WithheldReason.HELD, all, limits);
        MinerAccount free = new MinerAccount(all.account(), 2, 0, false, NOW, MinerTerms.DEFAULT, Optional.of(NOW));
        assertWithheld(WithheldReason.FIRST_PAYOUT_DELAY, free, limits);
    }

    @Test
    void fromTheFirstThatNoLongerFitsTheBatchOnTheyWait() {
        PayoutLimits limits = new PayoutLimits(Duration.ZERO, Duration.ZERO, 10_000, PLENTY, DenyList.NONE);
        PayoutPlan plan = plan(List.of(miner(3, 6_000), miner(4, 5_000), miner(5, 1_500)), limits);
        assertEquals(6_000, plan.totalSats());
        assertEquals(List.of(WithheldReason.BATCH_LIMIT, WithheldReason.BATCH_LIMIT), reasons(plan));
    }

    @Test
    void aBalanceThatFitsNoBatchKeepsNobodyElseWaiting() {
        PayoutLimits limits = new PayoutLimits(Duration.ZERO, Duration.ZERO, 10_000, PLENTY, DenyList.NONE);
        PayoutPlan plan = plan(List.of(miner(3, 10_001), miner(4, 10_000)), limits);
        assertEquals(10_000, plan.totalSats());
        assertEquals(List.of(WithheldReason.BATCH_LIMIT), reasons(plan));
    }

    @Test
    void whatTodayMayStillPayIsPaid() {
        PayoutLimits limits = new PayoutLimits(Duration.ZERO, Duration.ZERO, PLENTY, 10_000, DenyList.NONE);
        List<MinerAccount> miners = List.of(miner(3, 3_000), miner(4, 2_000), miner(5, 11_000));
        PayoutPlan plan = PayoutPlan.of(miners, screening(limits), MINIMUM, 4_999);
        assertEquals(3_000, plan.totalSats());
        assertEquals(List.of(WithheldReason.DAY_LIMIT, WithheldReason.DAY_LIMIT), reasons(plan));
    }

    @Test
    void twoAccountsWithOneScriptShareAnOutputAndKeepTheirItems() {
        String address = TestPool.ALICE.toString();
        String upperCase = address.toUpperCase(Locale.ROOT);
        PayoutPlan plan = plan(List.of(miner(address, 700), miner(upperCase, 600)), PayoutLimits.NONE);
        assertEquals(List.of(new PaymentOutput(TestPool.ALICE, 1_300)), plan.outputs());
        assertEquals(2, plan.items().size());
    }

    @Test
    void theLargestComeFirstAndTheRestWaits() {
        List<MinerAccount> miners = new ArrayList<>();
        for (int i = 2; i <= PayoutPlan.MAX_OUTPUTS + 21; i++) {
            miners.add(miner(i, MINIMUM + i));
        }
        PayoutPlan plan = plan(miners, PayoutLimits.NONE);
        assertEquals(PayoutPlan.MAX_OUTPUTS, plan.outputs().size());
        assertTrue(plan.items().stream().allMatch(item -> item.sats() > MINIMUM + 21));
        assertEquals(20, plan.withheld().size());
        assertTrue(reasons(plan).stream().allMatch(WithheldReason.BATCH_LIMIT::equals));
    }

    @Test
    void eachAccountIsPaidOrWithheldAndNoLimitIsPassed() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            long batchMax = 1 + random.nextInt(20_000);
            long dayLeft = random.nextInt(20_000);
            PayoutLimits limits = new PayoutLimits(HOUR, Duration.ZERO, batchMax, 20_000, DenyList.NONE);
            List<MinerAccount> miners = new ArrayList<>();
            for (int i = 2; i < 2 + random.nextInt(40); i++) {
                Instant since = random.nextInt(5) == 0 ? NOW.minusSeconds(random.nextInt(7_200)) : Instant.EPOCH;
                String account = TestPool.address(i).toString();
                long sats = 1 + random.nextInt(3_000);
                miners.add(new MinerAccount(account, sats, 0, false, since, MinerTerms.DEFAULT, Optional.empty()));
            }
            PayoutPlan plan = PayoutPlan.of(miners, screening(limits), MINIMUM, dayLeft);
            long paid = plan.outputs().stream().mapToLong(PaymentOutput::sats).sum();
            assertEquals(plan.totalSats(), paid);
            assertTrue(paid <= batchMax && paid <= dayLeft);
            assertTrue(plan.outputs().stream().allMatch(output -> output.sats() >= MINIMUM));
            assertEquals(
                    miners.stream().map(MinerAccount::account).sorted().toList(),
                    Stream.concat(
                                    plan.items().stream().map(PayoutPlan.Item::account),
                                    plan.withheld().stream().map(PayoutPlan.Withheld::account))
                            .sorted()
                            .toList());
        }
    }

    @Test
    void aPlanThatPaysAnotherAmountThanItDebitsCannotBe() {
        PayoutPlan.Item item = new PayoutPlan.Item("alice", TestPool.ALICE, 1_000);
        assertThrows(
                IllegalArgumentException.class,
                () -> new PayoutPlan(List.of(item), List.of(new PaymentOutput(item.address(), 999)), 1_000, List.of()));
    }

    private static void assertWithheld(WithheldReason reason, MinerAccount miner, PayoutLimits limits) {
        PayoutPlan plan = plan(List.of(miner), limits);
        assertTrue(plan.isEmpty());
        assertEquals(List.of(new PayoutPlan.Withheld(miner.account(), miner.availableSats(), reason)), plan.withheld());
    }

    private static List<WithheldReason> reasons(PayoutPlan plan) {
        return plan.withheld().stream().map(PayoutPlan.Withheld::reason).toList();
    }

    private static PayoutPlan plan(List<MinerAccount> miners, PayoutLimits limits) {
        return PayoutPlan.of(miners, screening(limits), MINIMUM, limits.dayMaxSats());
    }

    private static Screening screening(PayoutLimits limits) {
        return new Screening(Network.REGTEST, TestPool.POOL, limits, NOW);
    }

    private static MinerAccount since(Instant firstCredit, Optional<Instant> termsChanged) {
        PayoutAddress address = TestPool.ALICE;
        return new MinerAccount(address.toString(), 2_000, 0, false, firstCredit, MinerTerms.DEFAULT, termsChanged);
    }

    private static MinerAccount miner(int number, long sats) {
        return miner(number, sats, MinerTerms.DEFAULT);
    }

    private static MinerAccount miner(int number, long sats, MinerTerms terms) {
        return new MinerAccount(
                TestPool.address(number).toString(), sats, 0, false, Instant.EPOCH, terms, Optional.empty());
    }

    private static MinerAccount miner(String account, long sats) {
        return new MinerAccount(account, sats, 0, false, Instant.EPOCH, MinerTerms.DEFAULT, Optional.empty());
    }
}
