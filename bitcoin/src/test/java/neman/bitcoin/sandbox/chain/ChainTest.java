package neman.bitcoin.sandbox.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import neman.bitcoin.transaction.Transaction;
import org.junit.jupiter.api.Test;

/** The choice between branches, and what follows it. */
class ChainTest {
    private final TestChain test = new TestChain();

    private ChainEntry entry(Block block) {
        return test.chain.entry(block.hash()).orElseThrow();
    }

    private Block other(ChainEntry parent) {
        Transaction coinbase = TestChain.coinbase(parent.height() + 1, 1_000);
        return TestChain.mined(parent, coinbase);
    }

    @Test
    void ofTwoEqualBranchesTheFirstSeenStays() {
        test.grow(3);
        ChainEntry first = test.chain.tip();
        Block second = other(first.parent());
        assertInstanceOf(Addition.SideBranch.class, test.offer(second));
        assertEquals(first, test.chain.tip());
        assertEquals(-1, test.chain.confirmations(entry(second)));
    }

    @Test
    void theBranchWithMoreWorkReplacesTheOther() {
        test.grow(3);
        ChainEntry replaced = test.chain.tip();
        Block second = other(replaced.parent());
        test.offer(second);
        Block third = other(entry(second));

        Addition addition = test.offer(third);

        assertEquals(new Addition.NewTip(List.of(replaced), List.of(entry(second), entry(third))), addition);
        assertEquals(-1, test.chain.confirmations(replaced));
        assertEquals(2, test.chain.confirmations(entry(second)));
    }

    @Test
    void aLongerBranchWithAWrongBlockChangesNothing() {
        test.grow(102);
        ChainEntry tip = test.chain.tip();
        int coins = test.chain.unspentOutputs();
        Block second = other(tip.parent());
        test.offer(second);
        Transaction greedy = TestChain.coinbase(tip.height() + 1, 5_000_000_001L);

        Addition addition = test.offer(TestChain.mined(entry(second), greedy));

        assertEquals(new Addition.Refused(Refusal.COINBASE_AMOUNT), addition);
        assertEquals(tip, test.chain.tip());
        assertEquals(coins, test.chain.unspentOutputs());
    }

    @Test
    void spentCoinsComeBackWithAReorganisation() {
        test.grow(101);
        Transaction spend = test.spend(1, 1_000);
        test.offer(test.block(spend));
        ChainEntry replaced = test.chain.tip();
        assertFalse(test.chain.coin(spend.inputs().get(0).previousOutput()).isPresent());

        Block second = other(replaced.parent());
        test.offer(second);
        test.offer(other(entry(second)));

        assertTrue(test.chain.coin(spend.inputs().get(0).previousOutput()).isPresent());
        assertFalse(test.chain.coin(spend.outPoint(0)).isPresent());
        assertTrue(test.mempool.entry(spend.txid()).isPresent());
        assertEquals(1_000, test.mempool.entry(spend.txid()).orElseThrow().feeSats());
    }

    @Test
    void theSubsidyHalvesUntilNothingIsLeft() {
        assertEquals(5_000_000_000L, ChainParameters.subsidySats(209_999));
        assertEquals(2_500_000_000L, ChainParameters.subsidySats(210_000));
        assertEquals(1, ChainParameters.subsidySats(32 * 210_000));
        assertEquals(0, ChainParameters.subsidySats(33 * 210_000));
        assertEquals(0, ChainParameters.subsidySats(70 * 210_000));
    }

    @Test
    void heightsAreWrittenAsBitcoinCoreWritesThem() {
        assertEquals("51", hex(1));
        assertEquals("60", hex(16));
        assertEquals("0111", hex(17));
        assertEquals("017f", hex(127));
        assertEquals("028000", hex(128));
        assertEquals("02ff7f", hex(32_767));
        assertEquals("03008000", hex(32_768));
        assertEquals("03a08601", hex(100_000));
    }

    private static String hex(int height) {
        return HexFormat.of().formatHex(CoinbaseHeight.script(height));
    }
}
