package neman.bitcoin.sandbox.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MempoolTest {
    private static final long SUBSIDY_SATS = 5_000_000_000L;

    private final TestChain test = new TestChain();

    @BeforeEach
    void withTwoMatureCoins() {
        test.grow(102);
    }

    private void assertRefused(Refusal expected, Transaction transaction) {
        assertEquals(new MempoolVerdict.Refused(expected), test.mempool.accept(transaction, TestChain.NOW));
    }

    private void assertTaken(Transaction transaction) {
        assertInstanceOf(MempoolVerdict.Acceptable.class, test.mempool.accept(transaction, TestChain.NOW));
    }

    private Transaction withOutput(TransactionOutput output) {
        Transaction coinbase = test.chain.atHeight(1).orElseThrow().block().coinbase();
        Transaction unsigned = TestChain.unsigned(coinbase, 0);
        return TestChain.sign(new Transaction(2, unsigned.inputs(), List.of(output), 0), SUBSIDY_SATS, TestChain.KEY);
    }

    @Test
    void itsTransactionsAreInTheNextBlockAndLeaveWithIt() {
        Transaction spend = test.spend(1, 1_000);
        assertTaken(spend);
        NextBlock next = NextBlock.of(test.chain, test.mempool);
        assertEquals(List.of(spend), next.transactions());
        assertEquals(SUBSIDY_SATS + 1_000, next.coinbaseValueSats());

        test.offer(test.block(spend));
        assertTrue(test.mempool.entries().isEmpty());
        assertRefused(Refusal.ALREADY_KNOWN, spend);
    }

    @Test
    void aChildFollowsItsParent() {
        Transaction parent = test.spend(1, 1_000);
        Transaction child =
                TestChain.sign(TestChain.unsigned(parent, SUBSIDY_SATS - 2_000), SUBSIDY_SATS - 1_000, TestChain.KEY);
        assertRefused(Refusal.MISSING_INPUTS, child);
        assertTaken(parent);
        assertTaken(child);
        assertEquals(
                List.of(parent, child), NextBlock.of(test.chain, test.mempool).transactions());
        test.offer(test.block(parent));
        assertEquals(List.of(child), NextBlock.of(test.chain, test.mempool).transactions());
    }

    @Test
    void whatConflictsWithABlockLeavesWithItsChildren() {
        Transaction parent = test.spend(1, 1_000);
        Transaction child =
                TestChain.sign(TestChain.unsigned(parent, SUBSIDY_SATS - 2_000), SUBSIDY_SATS - 1_000, TestChain.KEY);
        assertTaken(parent);
        assertTaken(child);
        test.offer(test.block(test.spend(1, 5_000)));
        assertTrue(test.mempool.entries().isEmpty());
    }

    @Test
    void aReplacementPaysForAllThatItEvicts() {
        Transaction first = test.spend(1, 1_000);
        Transaction child =
                TestChain.sign(TestChain.unsigned(first, SUBSIDY_SATS - 3_000), SUBSIDY_SATS - 1_000, TestChain.KEY);
        assertTaken(first);
        assertTaken(child);
        assertRefused(Refusal.REPLACEMENT_FEE, test.spend(1, 3_000));
        Transaction dearer = test.spend(1, 4_000);
        assertEquals(
                new MempoolVerdict.Acceptable(4_000, Set.of(first.txid(), child.txid())), test.mempool.check(dearer));
        assertTaken(dearer);
        assertEquals(1, test.mempool.entries().size());
        assertEquals(
                dearer.txid(),
                test.mempool.spender(dearer.inputs().get(0).previousOutput()).orElseThrow());
    }

    @Test
    void theSameAgainIsKnown() {
        Transaction spend = test.spend(1, 1_000);
        assertTaken(spend);
        assertRefused(Refusal.ALREADY_IN_MEMPOOL, spend);
    }

    @Test
    void aCoinbaseIsNeverLoose() {
        assertRefused(Refusal.COINBASE, TestChain.coinbase(103, 1));
    }

    @Test
    void anImmatureCoinbaseCannotBeSpentYet() {
        assertRefused(Refusal.PREMATURE_COINBASE_SPEND, test.spend(4, 1_000));
    }

    @Test
    void tooLittleFeeDustAndOddScriptsAreRefused() {
        assertRefused(Refusal.RELAY_FEE, test.spend(1, 5));
        assertRefused(Refusal.DUST, withOutput(new TransactionOutput(293, TestChain.SCRIPT)));
        assertTaken(withOutput(new TransactionOutput(294, TestChain.SCRIPT)));
        assertRefused(
                Refusal.NON_STANDARD_OUTPUT,
                withOutput(new TransactionOutput(10_000, new byte[] {0x51, 0x51, 0x51, 0x51, 0x51})));
    }

    @Test
    void versionsAndSizesOutsideOfTheStandardAreRefused() {
        Transaction sound = test.spend(1, 1_000);
        assertRefused(Refusal.NON_STANDARD_VERSION, new Transaction(4, sound.inputs(), sound.outputs(), 0));
        assertRefused(Refusal.NON_STANDARD_SIZE, withOutput(new TransactionOutput(10_000, new byte[100_000])));
        assertRefused(Refusal.SIZE_SMALL, withOutput(new TransactionOutput(0, new byte[] {0x6a})));
    }

    @Test
    void aWrongSignatureIsRefused() {
        Transaction sound = test.spend(1, 1_000);
        Transaction unsigned = sound.withInputs(List.of(sound.inputs().get(0).withWitness(List.of())));
        assertRefused(Refusal.MEMPOOL_SCRIPT_FAILED, unsigned);
        assertTaken(sound);
        assertRefused(Refusal.SAME_EXCEPT_WITNESS, unsigned);
    }

    @Test
    void aCoinThatTheMempoolSpendsIsGoneFromItsView() {
        Transaction spend = test.spend(1, 1_000);
        assertTaken(spend);
        assertTrue(test.mempool.coin(spend.inputs().get(0).previousOutput()).isEmpty());
        assertTrue(test.mempool.coin(spend.outPoint(0)).isPresent());
        assertTrue(test.chain.coin(spend.inputs().get(0).previousOutput()).isPresent());
    }
}
