package neman.bitcoin.sandbox.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.bitcoin.block.BlockHeader;
import neman.bitcoin.transaction.Transaction;
import neman.bitcoin.transaction.TransactionInput;
import neman.bitcoin.transaction.TransactionOutput;
import org.bitcoinj.crypto.ECKey;
import org.junit.jupiter.api.Test;

/** Every rule that consensus has for a block, broken by a block that is right in everything else. */
class BlockRefusalTest {
    private static final long SUBSIDY_SATS = 5_000_000_000L;

    private final TestChain test = new TestChain();

    private void assertRefused(Refusal expected, Block block) {
        ChainEntry before = test.chain.tip();
        assertEquals(new Addition.Refused(expected), test.offer(block));
        assertEquals(before, test.chain.tip());
    }

    private ChainEntry tip() {
        return test.chain.tip();
    }

    private int nextHeight() {
        return tip().height() + 1;
    }

    private static Block withHeader(Block block, BlockHeader header) {
        return TestChain.mine(header, block.transactions());
    }

    @Test
    void aSoundBlockIsTheNewTip() {
        assertInstanceOf(Addition.NewTip.class, test.offer(test.block()));
        assertEquals(1, tip().height());
    }

    @Test
    void unknownParent() {
        BlockHeader sound = test.block().header();
        BlockHeader orphan = new BlockHeader(
                sound.version(),
                Hash256.parse("33".repeat(32)),
                sound.merkleRoot(),
                sound.timeSeconds(),
                sound.nbits(),
                0);
        assertRefused(Refusal.PREVIOUS_BLOCK_UNKNOWN, withHeader(test.block(), orphan));
    }

    @Test
    void noProofOfWork() {
        Block sound = test.block();
        BlockHeader header = sound.header();
        for (int nonce = 0; ; nonce++) {
            BlockHeader tried = new BlockHeader(
                    header.version(),
                    header.previousBlock(),
                    header.merkleRoot(),
                    header.timeSeconds(),
                    header.nbits(),
                    nonce);
            if (!test.chain.parameters().target().isMetBy(tried.hash().toHeaderOrder(), 0)) {
                assertRefused(Refusal.HIGH_HASH, new Block(tried, sound.transactions()));
                return;
            }
        }
    }

    @Test
    void anotherTargetThanTheChains() {
        BlockHeader sound = test.block().header();
        BlockHeader harder = new BlockHeader(
                sound.version(), sound.previousBlock(), sound.merkleRoot(), sound.timeSeconds(), 0x207ffffe, 0);
        assertRefused(Refusal.WRONG_TARGET, withHeader(test.block(), harder));
    }

    @Test
    void aTimeNotAboveTheMedianOfElevenBlocks() {
        test.grow(15);
        assertRefused(Refusal.TIME_TOO_OLD, withTime(tip().medianTimePast()));
        assertInstanceOf(Addition.NewTip.class, test.offer(withTime(tip().medianTimePast() + 1)));
    }

    @Test
    void aTimeMoreThanTwoHoursAhead() {
        long limit = TestChain.NOW.getEpochSecond() + 7_200;
        assertRefused(Refusal.TIME_TOO_NEW, withTime(limit + 1));
        assertInstanceOf(Addition.NewTip.class, test.offer(withTime(limit)));
    }

    private Block withTime(long time) {
        BlockHeader sound = test.block().header();
        return withHeader(
                test.block(),
                new BlockHeader(
                        sound.version(), sound.previousBlock(), sound.merkleRoot(), (int) time, sound.nbits(), 0));
    }

    @Test
    void aVersionFromBeforeBip65() {
        BlockHeader sound = test.block().header();
        BlockHeader old =
                new BlockHeader(3, sound.previousBlock(), sound.merkleRoot(), sound.timeSeconds(), sound.nbits(), 0);
        assertRefused(Refusal.OLD_VERSION, withHeader(test.block(), old));
    }

    @Test
    void aMerkleRootOfOtherTransactions() {
        Block sound = test.block();
        Transaction other = TestChain.coinbase(nextHeight(), SUBSIDY_SATS - 1);
        assertRefused(Refusal.WRONG_MERKLE_ROOT, TestChain.mine(sound.header(), List.of(other)));
    }

    @Test
    void theSameTransactionTwiceUnderTheSameRoot() {
        test.grow(101);
        Transaction spend = test.spend(1, 1_000);
        Transaction coinbase = TestChain.coinbase(nextHeight(), SUBSIDY_SATS, spend, spend, spend);
        assertRefused(Refusal.DUPLICATE_TRANSACTIONS, TestChain.mined(tip(), coinbase, spend, spend, spend));
    }

    @Test
    void noCoinbaseFirst() {
        test.grow(101);
        assertRefused(Refusal.COINBASE_MISSING, TestChain.mined(tip(), test.spend(1, 1_000)));
    }

    @Test
    void twoCoinbases() {
        Transaction second = TestChain.coinbase(nextHeight(), 0);
        Transaction coinbase = TestChain.coinbase(nextHeight(), SUBSIDY_SATS, second);
        assertRefused(Refusal.COINBASE_MULTIPLE, TestChain.mined(tip(), coinbase, second));
    }

    @Test
    void aCoinbaseScriptOfOneByteOrOfHundredAndOne() {
        assertRefused(Refusal.COINBASE_LENGTH, withCoinbaseScript(new byte[1]));
        assertRefused(Refusal.COINBASE_LENGTH, withCoinbaseScript(new byte[101]));
    }

    @Test
    void aCoinbaseWithoutItsHeight() {
        assertRefused(Refusal.COINBASE_HEIGHT, withCoinbaseScript(new byte[] {0x52, 0x00}));
        assertInstanceOf(Addition.NewTip.class, test.offer(withCoinbaseScript(new byte[] {0x51, 0x00})));
    }

    private Block withCoinbaseScript(byte[] scriptSig) {
        Transaction sound = test.block().coinbase();
        TransactionInput input = sound.inputs().get(0).withScriptSig(scriptSig);
        return TestChain.mined(tip(), sound.withInputs(List.of(input)));
    }

    @Test
    void aWitnessCommitmentToOtherWitnesses() {
        test.grow(101);
        Transaction coinbase = TestChain.coinbase(nextHeight(), SUBSIDY_SATS);
        assertRefused(Refusal.WITNESS_COMMITMENT, TestChain.mined(tip(), coinbase, test.spend(1, 1_000)));
    }

    @Test
    void aWitnessWithoutCommitment() {
        test.grow(101);
        Transaction coinbase =
                TestChain.coinbase(nextHeight(), List.of(new TransactionOutput(SUBSIDY_SATS, TestChain.SCRIPT)));
        assertRefused(Refusal.UNEXPECTED_WITNESS, TestChain.mined(tip(), coinbase, test.spend(1, 1_000)));
    }

    @Test
    void aCommitmentWithoutItsReservedValue() {
        Transaction sound = test.block().coinbase();
        TransactionInput bare = sound.inputs().get(0).withWitness(List.of());
        assertRefused(Refusal.WITNESS_NONCE_SIZE, TestChain.mined(tip(), sound.withInputs(List.of(bare))));
    }

    @Test
    void aBlockWithoutCommitmentAndWithoutWitnessIsSound() {
        TransactionInput bare = test.block().coinbase().inputs().get(0).withWitness(List.of());
        Transaction coinbase =
                new Transaction(2, List.of(bare), List.of(new TransactionOutput(SUBSIDY_SATS, TestChain.SCRIPT)), 0);
        assertInstanceOf(Addition.NewTip.class, test.offer(TestChain.mined(tip(), coinbase)));
    }

    @Test
    void moreThanAMillionBytesWithoutWitness() {
        Transaction coinbase = TestChain.coinbase(
                nextHeight(),
                List.of(
                        new TransactionOutput(SUBSIDY_SATS, new byte[1_000_000]),
                        new TransactionOutput(0, WitnessCommitment.script(List.of()))));
        assertRefused(Refusal.BLOCK_LENGTH, TestChain.mined(tip(), coinbase));
    }

    @Test
    void aSatoshiMoreThanSubsidyAndFees() {
        test.grow(101);
        Transaction spend = test.spend(1, 1_000);
        Transaction greedy = TestChain.coinbase(nextHeight(), SUBSIDY_SATS + 1_001, spend);
        assertRefused(Refusal.COINBASE_AMOUNT, TestChain.mined(tip(), greedy, spend));
        Transaction exact = TestChain.coinbase(nextHeight(), SUBSIDY_SATS + 1_000, spend);
        assertInstanceOf(Addition.NewTip.class, test.offer(TestChain.mined(tip(), exact, spend)));
    }

    @Test
    void aCoinbaseSpentAfterNinetyNineBlocks() {
        test.grow(99);
        assertRefused(Refusal.PREMATURE_COINBASE_SPEND, test.block(test.spend(1, 1_000)));
        test.grow(1);
        assertInstanceOf(Addition.NewTip.class, test.offer(test.block(test.spend(1, 1_000))));
    }

    @Test
    void aCoinThatWasSpentBefore() {
        test.grow(101);
        test.offer(test.block(test.spend(1, 1_000)));
        assertRefused(Refusal.MISSING_INPUTS, test.block(test.spend(1, 2_000)));
    }

    @Test
    void aCoinSpentTwiceInOneBlock() {
        test.grow(101);
        assertRefused(Refusal.MISSING_INPUTS, test.block(test.spend(1, 1_000), test.spend(1, 2_000)));
    }

    @Test
    void aCoinSpentTwiceInOneTransaction() {
        test.grow(101);
        Transaction once = test.spend(1, 1_000);
        TransactionInput input = once.inputs().get(0);
        assertRefused(Refusal.DUPLICATE_INPUTS, test.block(once.withInputs(List.of(input, input))));
    }

    @Test
    void anOutputLargerThanItsInput() {
        test.grow(101);
        assertRefused(Refusal.SPENDS_TOO_MUCH, test.block(test.spend(1, -1)));
    }

    @Test
    void aSignatureOfAnotherKeyAnotherAmountOrNone() {
        test.grow(101);
        Transaction coinbase = test.chain.atHeight(1).orElseThrow().block().coinbase();
        Transaction unsigned = TestChain.unsigned(coinbase, SUBSIDY_SATS - 1_000);
        ECKey thief = ECKey.fromPrivate(new byte[] {9});
        assertRefused(Refusal.SCRIPT_FAILED, test.block(TestChain.sign(unsigned, SUBSIDY_SATS, thief)));
        assertRefused(Refusal.SCRIPT_FAILED, test.block(TestChain.sign(unsigned, SUBSIDY_SATS - 1, TestChain.KEY)));
        assertRefused(Refusal.SCRIPT_FAILED, test.block(unsigned));
    }

    @Test
    void aSignatureMovedToOtherOutputs() {
        test.grow(101);
        Transaction honest = test.spend(1, 1_000);
        Transaction redirected = new Transaction(
                2,
                honest.inputs(),
                List.of(new TransactionOutput(honest.outputs().get(0).valueSats(), new byte[] {0x51})),
                0);
        assertRefused(Refusal.SCRIPT_FAILED, test.block(redirected));
    }

    @Test
    void aScriptThatTheSandboxCannotVerify() {
        test.grow(101);
        Transaction coinbase = test.chain.atHeight(1).orElseThrow().block().coinbase();
        Transaction toAnyone = new Transaction(
                2,
                List.of(TransactionInput.unsigned(coinbase.outPoint(0))),
                List.of(new TransactionOutput(1_000, new byte[] {0x51})),
                0);
        Transaction signed = TestChain.sign(toAnyone, SUBSIDY_SATS, TestChain.KEY);
        Transaction taker = TestChain.unsigned(signed, 500);
        assertRefused(Refusal.SCRIPT_FAILED, test.block(signed, taker));
    }

    @Test
    void amountsOutOfRange() {
        assertRefused(Refusal.NEGATIVE_OUTPUT, withCoinbaseOutputs(-1));
        assertRefused(Refusal.OUTPUT_TOO_LARGE, withCoinbaseOutputs(2_100_000_000_000_001L));
        assertRefused(Refusal.OUTPUTS_TOO_LARGE, withCoinbaseOutputs(2_100_000_000_000_000L, 1));
    }

    private Block withCoinbaseOutputs(long... valuesSats) {
        List<TransactionOutput> outputs = Arrays.stream(valuesSats)
                .mapToObj(value -> new TransactionOutput(value, TestChain.SCRIPT))
                .toList();
        return TestChain.mined(tip(), TestChain.coinbase(nextHeight(), outputs));
    }

    @Test
    void transactionsWithoutInputsOrOutputs() {
        OutPoint any = new OutPoint(Hash256.parse("44".repeat(32)), 0);
        Transaction noOutputs = new Transaction(2, List.of(TransactionInput.unsigned(any)), List.of(), 0);
        assertRefused(Refusal.NO_OUTPUTS, test.block(noOutputs));
        Transaction noInputs = new Transaction(2, List.of(), List.of(new TransactionOutput(1, TestChain.SCRIPT)), 0);
        assertRefused(Refusal.NO_INPUTS, test.block(noInputs));
    }

    @Test
    void anInputThatNamesNothingBesideOneThatDoes() {
        OutPoint any = new OutPoint(Hash256.parse("44".repeat(32)), 0);
        TransactionInput nothing = new TransactionInput(Optional.empty(), new byte[2], -1, List.of());
        Transaction mixed = new Transaction(
                2,
                List.of(TransactionInput.unsigned(any), nothing),
                List.of(new TransactionOutput(1, TestChain.SCRIPT)),
                0);
        assertRefused(Refusal.NULL_INPUT, test.block(mixed));
    }

    @Test
    void aLockTimeThatIsNotReached() {
        test.grow(101);
        Transaction coinbase = test.chain.atHeight(1).orElseThrow().block().coinbase();
        assertRefused(Refusal.NOT_FINAL, test.block(lockedUntil(coinbase, nextHeight())));
        assertInstanceOf(Addition.NewTip.class, test.offer(test.block(lockedUntil(coinbase, nextHeight() - 1))));
    }

    private static Transaction lockedUntil(Transaction spent, int height) {
        Transaction open = TestChain.unsigned(spent, SUBSIDY_SATS - 1_000);
        return TestChain.sign(new Transaction(2, open.inputs(), open.outputs(), height), SUBSIDY_SATS, TestChain.KEY);
    }

    @Test
    void aRelativeLock() {
        test.grow(101);
        Transaction coinbase = test.chain.atHeight(1).orElseThrow().block().coinbase();
        TransactionInput locked = new TransactionInput(Optional.of(coinbase.outPoint(0)), new byte[0], 5, List.of());
        Transaction transaction =
                TestChain.unsigned(coinbase, SUBSIDY_SATS - 1_000).withInputs(List.of(locked));
        assertRefused(Refusal.RELATIVE_LOCK, test.block(TestChain.sign(transaction, SUBSIDY_SATS, TestChain.KEY)));
    }

    @Test
    void aBlockOnARefusedOne() {
        test.grow(1);
        Transaction greedy = TestChain.coinbase(2, SUBSIDY_SATS + 1);
        Block bad = TestChain.mined(tip(), greedy);
        assertRefused(Refusal.COINBASE_AMOUNT, bad);
        ChainEntry invalid = test.chain.entry(bad.hash()).orElseThrow();
        assertRefused(Refusal.PREVIOUS_BLOCK_INVALID, test.blockOn(invalid));
        assertEquals(new Addition.Duplicate(true), test.offer(bad));
    }
}
