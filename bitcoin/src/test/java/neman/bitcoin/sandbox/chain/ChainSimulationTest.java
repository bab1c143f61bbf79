package neman.bitcoin.sandbox.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.bitcoin.OutPoint;
import neman.bitcoin.transaction.Transaction;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Random growth, spending and forks; the model is a fresh chain that sees the winning blocks alone. */
class ChainSimulationTest {
    private static final int STEPS = 120;
    private static final int DEEPEST_FORK = 6;

    private final TestChain test = new TestChain();
    private final List<OutPoint> everCreated = new ArrayList<>();
    private long nextFeeSats = 1_000;

    @RepeatedTest(5)
    void afterAnyReorganisationsTheCoinsAreThoseOfTheWinningBlocks(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        test.grow(110);
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(3)) {
                case 0 -> spendSomething(random);
                case 1 -> offer(test.block(waiting()));
                default -> fork(random);
            }
        }
        assertEqualsReplay();
    }

    private Transaction[] waiting() {
        return NextBlock.of(test.chain, test.mempool).transactions().toArray(Transaction[]::new);
    }

    private void spendSomething(Random random) {
        int height = 1 + random.nextInt(test.chain.tip().height());
        test.mempool.accept(test.spend(height, nextFeeSats += 500), TestChain.NOW);
    }

    private void fork(Random random) {
        ChainEntry parent = test.chain.tip();
        for (int back = random.nextInt(DEEPEST_FORK); back > 0; back--) {
            parent = parent.parent();
        }
        int length = 1 + random.nextInt(DEEPEST_FORK);
        for (int i = 0; i < length; i++) {
            Transaction coinbase = TestChain.coinbase(parent.height() + 1, 1_000 + test.chain.knownBlocks());
            Block block = TestChain.mined(parent, coinbase);
            offer(block);
            parent = test.chain.entry(block.hash()).orElseThrow();
        }
    }

    private void offer(Block block) {
        test.offer(block);
        for (Transaction transaction : block.transactions()) {
            everCreated.add(transaction.outPoint(0));
        }
    }

    private void assertEqualsReplay() {
        TestChain model = new TestChain();
        for (int height = 1; height <= test.chain.tip().height(); height++) {
            Block block = test.chain.atHeight(height).orElseThrow().block();
            assertInstanceOf(Addition.NewTip.class, model.offer(block));
        }
        assertEquals(model.chain.unspentOutputs(), test.chain.unspentOutputs());
        for (OutPoint outPoint : everCreated) {
            Optional<Long> expected = model.chain.coin(outPoint).map(Coin::valueSats);
            assertEquals(expected, test.chain.coin(outPoint).map(Coin::valueSats));
        }
        for (MempoolEntry entry : test.mempool.entries()) {
            assertInstanceOf(MempoolVerdict.Acceptable.class, model.mempool.accept(entry.transaction(), TestChain.NOW));
        }
    }
}
