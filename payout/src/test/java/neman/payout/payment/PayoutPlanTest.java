package neman.payout.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.PaymentOutput;
import neman.payout.TestPool;
import org.junit.jupiter.api.Test;

class PayoutPlanTest {
    private static final long MINIMUM = 1_000;

    @Test
    void nobodyIsPaidBelowTheMinimum() {
        assertEquals(Optional.empty(), PayoutPlan.of(List.of(), MINIMUM));
        assertEquals(Optional.empty(), PayoutPlan.of(List.of(item(3, 999)), MINIMUM));
        assertEquals(
                1_000,
                PayoutPlan.of(List.of(item(3, 1_000), item(4, 999)), MINIMUM)
                        .orElseThrow()
                        .totalSats());
    }

    @Test
    void twoAccountsWithOneScriptShareAnOutputAndKeepTheirItems() {
        PayoutAddress shared = TestPool.address(3);
        PayoutPlan plan = PayoutPlan.of(
                        List.of(new PayoutPlan.Item("one", shared, 700), new PayoutPlan.Item("two", shared, 600)),
                        MINIMUM)
                .orElseThrow();
        assertEquals(List.of(new PaymentOutput(shared, 1_300)), plan.outputs());
        assertEquals(2, plan.items().size());
    }

    @Test
    void theLargestComeFirstAndTheRestWaits() {
        List<PayoutPlan.Item> balances = new ArrayList<>();
        for (int i = 1; i <= PayoutPlan.MAX_OUTPUTS + 20; i++) {
            balances.add(item(i, MINIMUM + i));
        }
        PayoutPlan plan = PayoutPlan.of(balances, MINIMUM).orElseThrow();
        assertEquals(PayoutPlan.MAX_OUTPUTS, plan.outputs().size());
        assertTrue(plan.items().stream().allMatch(item -> item.sats() > MINIMUM + 20));
    }

    @Test
    void whatIsDebitedIsWhatIsPaidToTheSatoshi() {
        Random random = new Random(7);
        for (int round = 0; round < 200; round++) {
            List<PayoutPlan.Item> balances = new ArrayList<>();
            for (int i = 0; i < random.nextInt(40); i++) {
                balances.add(new PayoutPlan.Item(
                        "account" + i, TestPool.address(random.nextInt(12)), random.nextInt(3_000)));
            }
            PayoutPlan.of(balances, MINIMUM).ifPresent(plan -> {
                long paid =
                        plan.outputs().stream().mapToLong(PaymentOutput::sats).sum();
                assertEquals(plan.totalSats(), paid);
                assertTrue(plan.outputs().stream().allMatch(output -> output.sats() >= MINIMUM));
                assertEquals(
                        plan.outputs().size(),
                        plan.outputs().stream()
                                .map(PaymentOutput::address)
                                .distinct()
                                .count());
            });
        }
    }

    @Test
    void aPlanThatPaysAnotherAmountThanItDebitsCannotBe() {
        PayoutPlan.Item item = item(3, 1_000);
        assertThrows(
                IllegalArgumentException.class,
                () -> new PayoutPlan(List.of(item), List.of(new PaymentOutput(item.address(), 999)), 1_000));
    }

    private static PayoutPlan.Item item(int number, long sats) {
        PayoutAddress address = TestPool.address(number);
        return new PayoutPlan.Item(address.toString(), address, sats);
    }
}
