package neman.payout.payment;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.PaymentOutput;
import neman.bitcoin.node.TransactionOutput;
import neman.payout.TestPool;
import org.junit.jupiter.api.Test;

class PaymentTermsTest {
    private static final PayoutAddress ALICE = TestPool.ALICE;
    private static final PayoutAddress POOL = TestPool.POOL;
    private static final OutPoint INPUT = new OutPoint(Hash256.ofDoubleSha256(new byte[] {1}), 0);
    private static final OutPoint OTHER_INPUT = new OutPoint(Hash256.ofDoubleSha256(new byte[] {2}), 0);
    private static final List<PaymentOutput> PAYMENTS = List.of(new PaymentOutput(ALICE, 600));
    private static final List<PaymentTerms.Input> INPUTS = List.of(new PaymentTerms.Input(INPUT, 1_000));

    @Test
    void theTermsAreReadOffTheTransaction() {
        PaymentTerms terms = terms();
        assertEquals(10, terms.feeSats());
        assertEquals(390, terms.change().orElseThrow().sats());
        assertEquals(OptionalInt.of(1), terms.changeIndexIn(signed(INPUT, 600, POOL, 390)));
        assertEquals(Optional.empty(), terms.differenceTo(signed(INPUT, 600, POOL, 390), 1));
    }

    @Test
    void everyDifferenceIsSeen() {
        assertDifference("other inputs", signed(OTHER_INPUT, 600, POOL, 390));
        assertDifference("no output pays 600 sat", signed(INPUT, 599, POOL, 390));
        assertDifference("change or its fee", signed(INPUT, 600, POOL, 389));
        assertDifference("change or its fee", signed(INPUT, 600, TestPool.BOB, 390));
        assertDifference("change or its fee", transaction(true, output(ALICE, 600)));
        assertDifference(
                "2 outputs pay nobody", transaction(true, output(ALICE, 600), output(POOL, 380), output(POOL, 9)));
        assertDifference("not signed", transaction(false, output(ALICE, 600), output(POOL, 390)));
    }

    @Test
    void aFeeAboveTheHighestRateIsSeen() {
        PaymentTransaction small = new PaymentTransaction(
                Hash256.ZERO, List.of(INPUT), List.of(output(ALICE, 600), output(POOL, 390)), 4, true);
        assertEquals(true, terms().differenceTo(small, 2).orElseThrow().contains("above 2 sat/vB"));
        assertEquals(Optional.empty(), terms().differenceTo(small, 3));
    }

    @Test
    void moreOutputsThanAskedForAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> PaymentTerms.of(
                        1,
                        PAYMENTS,
                        INPUTS,
                        transaction(true, output(ALICE, 600), output(POOL, 200), output(TestPool.BOB, 190))));
        assertThrows(
                IllegalArgumentException.class,
                () -> PaymentTerms.of(1, PAYMENTS, INPUTS, transaction(true, output(ALICE, 600), output(POOL, 401))));
    }

    @Test
    void theDigestCoversEachTermAndNotTheOrder() {
        PaymentTerms.Input second = new PaymentTerms.Input(OTHER_INPUT, 5);
        PaymentOutput bob = new PaymentOutput(TestPool.BOB, 5);
        PaymentTerms one = new PaymentTerms(
                1, List.of(INPUTS.get(0), second), List.of(PAYMENTS.get(0), bob), Optional.of(output(POOL, 390)), 10);
        PaymentTerms other = new PaymentTerms(
                1, List.of(second, INPUTS.get(0)), List.of(bob, PAYMENTS.get(0)), Optional.of(output(POOL, 390)), 10);
        assertArrayEquals(one.digest(), other.digest());
        assertEquals(
                "{\"batch\":1,\"change\":[{\"sats\":390,\"script\":\"" + POOL.scriptHex() + "\"}],\"feeSats\":10,"
                        + "\"inputs\":[{\"outPoint\":\"" + INPUT + "\",\"sats\":1000}],"
                        + "\"payments\":[{\"address\":\"" + ALICE + "\",\"sats\":600}]}",
                terms().toJson());
    }

    private static void assertDifference(String words, PaymentTransaction transaction) {
        String difference = terms().differenceTo(transaction, 100).orElseThrow();
        assertEquals(true, difference.contains(words), difference);
    }

    private static PaymentTerms terms() {
        return PaymentTerms.of(1, PAYMENTS, INPUTS, signed(INPUT, 600, POOL, 390));
    }

    private static PaymentTransaction signed(OutPoint input, long paid, PayoutAddress changeTo, long change) {
        return new PaymentTransaction(
                Hash256.ZERO, List.of(input), List.of(output(ALICE, paid), output(changeTo, change)), 140, true);
    }

    private static PaymentTransaction transaction(boolean signed, TransactionOutput... outputs) {
        return new PaymentTransaction(Hash256.ZERO, List.of(INPUT), List.of(outputs), 140, signed);
    }

    private static TransactionOutput output(PayoutAddress address, long sats) {
        return new TransactionOutput(address.script(), sats);
    }
}
