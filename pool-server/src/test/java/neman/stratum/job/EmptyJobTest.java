package neman.stratum.job;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.stratum.share.Refusal;
import neman.stratum.share.ShareRules;
import neman.stratum.template.ChainTip;
import org.bitcoinj.core.Transaction;
import org.junit.jupiter.api.Test;

class EmptyJobTest {
    private static final PayoutAddress POOL =
            PayoutAddress.parse(Network.REGTEST, "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080");

    private static final int EASY = 0x1d00ffff;
    private static final int HARD = 0x1b04864c;
    private static final long TIP_TIME = 1_700_000_000;

    private static Hash256 hash(int number) {
        return Hash256.ofDoubleSha256(new byte[] {(byte) number});
    }

    private static JobFactory factory(Network network) {
        return new JobFactory(network, new InstanceIdentity(1, 1), POOL, CoinbasePlan.of("/test/"));
    }

    private static ChainHeader header(int height, int nbits, long time) {
        return new ChainHeader(
                hash(height), height, 1, Optional.of(hash(height - 1)), nbits, time, time - 3_000, BigInteger.TEN);
    }

    private static ChainTip tip(int height, int nbits) {
        return new ChainTip(header(height, nbits, TIP_TIME), Optional.empty());
    }

    private static ChainTip tip(int height, int nbits, ChainHeader periodStart) {
        return new ChainTip(header(height, nbits, TIP_TIME), Optional.of(periodStart));
    }

    /** What miners work on at this height. */
    private static Job current(Network network, int height, boolean witness) {
        return factory(network)
                .create(new BlockTemplate(
                        height,
                        0x20000004,
                        hash(height - 1),
                        HARD,
                        1_000,
                        2_000,
                        50,
                        witness ? Optional.of(new byte[38]) : Optional.empty(),
                        List.of(),
                        List.of(),
                        Optional.empty()));
    }

    private static Optional<Job> empty(Network network, ChainTip tip, long now) {
        return factory(network).createEmpty(tip, current(network, tip.height(), true), now);
    }

    @Test
    void buildsOnTheTipWithTheSubsidyAndNothingElse() {
        Job job = empty(Network.MAINNET, tip(839_999, HARD), TIP_TIME + 5).orElseThrow();
        assertEquals(840_000, job.height());
        assertEquals(hash(839_999), job.previousBlock());
        assertEquals(HARD, job.nbits());
        assertEquals(0x20000004, job.version());
        assertEquals(312_500_000L, job.coinbaseValueSats());
        assertEquals(List.of(), job.transactions());
        assertEquals(0, job.merkleBranch().length);
        assertEquals(TIP_TIME + 5, job.journalRecord().timeSeconds());
        assertEquals(TIP_TIME - 3_000 + 1, job.earliestTimeSeconds());
        assertTrue(job.hasWitness());
    }

    @Test
    void commitsToNoWitnessesWhereSegwitIsActiveAndSaysNothingBefore() {
        byte[] coinbase =
                coinbase(empty(Network.MAINNET, tip(800_000, HARD), TIP_TIME).orElseThrow());
        Transaction transaction = Transaction.read(ByteBuffer.wrap(coinbase));
        assertEquals(2, transaction.getOutputs().size());
        Job before = factory(Network.MAINNET)
                .createEmpty(tip(400_000, HARD), current(Network.MAINNET, 400_000, false), TIP_TIME)
                .orElseThrow();
        assertFalse(before.hasWitness());
        assertEquals(
                1,
                Transaction.read(ByteBuffer.wrap(coinbase(before))).getOutputs().size());
    }

    private static byte[] coinbase(Job job) {
        ByteBuffer bytes = ByteBuffer.allocate(1_000);
        bytes.put(job.coinbasePrefix()).put(new byte[12]).put(job.coinbaseSuffix());
        return bytes.array();
    }

    @Test
    void aWrongClockDoesNotGoBelowTheMedianTime() {
        Job job = empty(Network.MAINNET, tip(800_000, HARD), 5).orElseThrow();
        assertEquals(TIP_TIME - 2_999, job.journalRecord().timeSeconds());
    }

    @Test
    void theTargetChangesAtTheBoundaryOfAPeriod() {
        ChainHeader first = header(30_240, EASY, TIP_TIME - 1_022_578); // as long as blocks 30,240 to 32,255 took
        Job job = empty(Network.MAINNET, tip(32_255, EASY, first), TIP_TIME).orElseThrow();
        assertEquals(0x1d00d86a, job.nbits());
        assertEquals(TIP_TIME - 600, job.earliestTimeSeconds(), "no first block of a period long before its parent");
        assertEquals(Optional.empty(), empty(Network.MAINNET, tip(32_255, EASY), TIP_TIME), "its beginning is unknown");
        assertEquals(
                0x207fffff,
                empty(Network.REGTEST, tip(2_015, 0x207fffff), TIP_TIME)
                        .orElseThrow()
                        .nbits());
    }

    @Test
    void isNotMadeWhereThereIsNoNeedOrTheTipIsNoBetter() {
        JobFactory factory = factory(Network.MAINNET);
        Job onTip = current(Network.MAINNET, 101, true);
        assertEquals(Optional.empty(), factory.createEmpty(tip(100, HARD), onTip, TIP_TIME), "the template is there");
        ChainTip rival = new ChainTip(
                new ChainHeader(
                        hash(77), 100, 1, Optional.of(hash(99)), HARD, TIP_TIME, TIP_TIME - 3_000, BigInteger.TEN),
                Optional.empty());
        assertEquals(Optional.empty(), factory.createEmpty(rival, onTip, TIP_TIME), "of the same height");
        assertEquals(Optional.empty(), factory.createEmpty(tip(99, HARD), onTip, TIP_TIME), "an old one");
        assertTrue(factory.createEmpty(tip(101, HARD), onTip, TIP_TIME).isPresent());
        assertTrue(factory.createEmpty(tip(105, HARD), onTip, TIP_TIME).isPresent());
    }

    @Test
    void onTestnet4TheTwentiethMinuteDecidesTheTargetAndBoundsTheTimes() {
        ChainHeader first = header(80_640, HARD, TIP_TIME - 500_000);
        ChainTip afterEasyBlock = tip(80_700, EASY, first);
        Job normal = empty(Network.TESTNET4, afterEasyBlock, TIP_TIME + 1_200).orElseThrow();
        assertEquals(HARD, normal.nbits(), "an easy block does not make the next one easy");
        assertEquals(TIP_TIME + 1_200, normal.latestTimeSeconds());
        assertEquals(Optional.of(Refusal.TIME_TOO_LATE), judge(normal, TIP_TIME + 1_201));
        assertEquals(Optional.empty(), judge(normal, TIP_TIME + 1_200));

        Job easy = empty(Network.TESTNET4, afterEasyBlock, TIP_TIME + 1_201).orElseThrow();
        assertEquals(EASY, easy.nbits());
        assertEquals(TIP_TIME + 1_201, easy.earliestTimeSeconds());
        assertEquals(Optional.of(Refusal.TIME_TOO_EARLY), judge(easy, TIP_TIME + 1_200));
        assertEquals(Optional.empty(), judge(easy, TIP_TIME + 1_201));
    }

    @Test
    void onTestnet4ATemplatesJobIsBoundedTheSameWay() {
        ChainTip tip = tip(80_700, EASY, header(80_640, HARD, TIP_TIME - 500_000));
        Job normal = factory(Network.TESTNET4).create(template(HARD, TIP_TIME + 10), tip);
        assertEquals(TIP_TIME + 1_200, normal.latestTimeSeconds());
        Job easy = factory(Network.TESTNET4).create(template(EASY, TIP_TIME + 1_300), tip);
        assertEquals(TIP_TIME + 1_201, easy.earliestTimeSeconds());
        assertEquals(TIP_TIME + 1_300, easy.journalRecord().timeSeconds());
        Job mainnet = factory(Network.MAINNET).create(template(HARD, TIP_TIME + 10), tip);
        assertEquals(Long.MAX_VALUE, mainnet.latestTimeSeconds());
    }

    @Test
    void onTestnet4ThePeriodsTargetComesFromItsFirstBlockAlsoAcrossTheBoundary() {
        ChainHeader first = header(0, 0x1d00d86a, TIP_TIME - 1_209_600);
        Job job = empty(Network.TESTNET4, tip(2_015, EASY, first), TIP_TIME + 5_000)
                .orElseThrow();
        assertEquals(0x1d00d86a, job.nbits(), "two weeks: no change, and no easy block first in a period");
        assertEquals(Long.MAX_VALUE, job.latestTimeSeconds());
    }

    private static BlockTemplate template(int nbits, long now) {
        return new BlockTemplate(
                80_701,
                4,
                hash(80_700),
                nbits,
                TIP_TIME - 3_000,
                now,
                50,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty());
    }

    private static Optional<Refusal> judge(Job job, long time) {
        return ShareRules.judgeFields(job, (int) time, TIP_TIME, 0, 0);
    }
}
