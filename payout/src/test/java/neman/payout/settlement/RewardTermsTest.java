package neman.payout.settlement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import neman.accounting.database.Transactions;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.reward.RewardTerms;
import neman.accounting.reward.RewardWindow;
import neman.accounting.reward.WinningShare;
import neman.accounting.round.FoundBlock;
import neman.accounting.round.RewardTermsStore;
import neman.accounting.round.RoundCloser;
import neman.bitcoin.Difficulty;
import neman.payout.FakeChain;
import neman.payout.TestPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fee and the rule that a block is settled by are those of its own number, not those of the payout role's configuration. */
class RewardTermsTest {
    /** Difficulty 1. */
    private static final int NBITS = 0x1d00ffff;

    private TestPool pool;
    private long sequence;

    /** Configured with a fee of one percent. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
    }

    @AfterEach
    void close() throws SQLException {
        pool.assertSound();
        pool.close();
    }

    @Test
    void eachBlockIsSettledByTheTermsOfItsNumber() throws Exception {
        FakeChain.Block dear = findBlock(new RewardRule(RewardPolicy.DEFAULT, 250));
        FakeChain.Block free = findBlock(new RewardRule(RewardPolicy.pplns(BigDecimal.ONE), 0));
        FakeChain.Block solo = findBlock(new RewardRule(RewardPolicy.SOLO, 1_000));
        pool.chain.mineOthers(1);
        pool.tick();
        assertEquals(FakeChain.REWARD_SATS / 40, feeSats(dear));
        assertEquals(0, feeSats(free));
        assertEquals(FakeChain.REWARD_SATS / 10, feeSats(solo));
        assertArtefact(
                dear,
                "{\"feeBasisPoints\":250,\"scheme\":\"PPLNS\",\"terms\":1,\"termsFirstSequence\":1,"
                        + "\"version\":1,\"window\":\"2\"}");
        assertArtefact(
                free,
                "{\"feeBasisPoints\":0,\"scheme\":\"PPLNS\",\"terms\":2,\"termsFirstSequence\":3,"
                        + "\"version\":1,\"window\":\"1\"}");
        assertArtefact(
                solo,
                "{\"feeBasisPoints\":1000,\"scheme\":\"SOLO\",\"terms\":3,\"termsFirstSequence\":5,"
                        + "\"version\":1,\"window\":\"1\"}");
    }

    /** As the accountant does it: one share, then the block. */
    private FakeChain.Block findBlock(RewardRule rule) throws SQLException {
        RewardTerms terms = Transactions.<RewardTerms, SQLException>call(
                pool.database, transaction -> RewardTermsStore.takeUp(transaction, rule, sequence + 1));
        RewardWindow window = rule.policy().newWindow();
        window.add(++sequence, TestPool.ALICE.toString(), Difficulty.UNITS_PER_ONE, NBITS);
        FakeChain.Block block = pool.chain.mine(TestPool.POOL);
        WinningShare winner = new WinningShare(++sequence, TestPool.ALICE.toString(), 0, NBITS);
        FoundBlock found = new FoundBlock(
                block.hash(),
                block.height(),
                sequence,
                TestPool.ALICE.toString(),
                "rig",
                false,
                FakeChain.REWARD_SATS,
                List.of(),
                pool.now.truncatedTo(ChronoUnit.MICROS));
        Transactions.<SQLException>run(
                pool.database, transaction -> new RoundCloser(terms).close(transaction, found, window.freeze(winner)));
        return block;
    }

    private long feeSats(FakeChain.Block block) throws SQLException {
        return Long.parseLong(
                pool.single("SELECT fee_sats FROM ledger.block WHERE block_hash = '" + block.hash() + "'"));
    }

    private void assertArtefact(FakeChain.Block block, String policy) throws SQLException {
        String artefact = pool.single("SELECT a.body FROM ledger.artefact a"
                + " JOIN ledger.block b ON b.artefact = a.digest WHERE b.block_hash = '" + block.hash() + "'");
        assertTrue(artefact.contains("\"policy\":" + policy), artefact);
    }
}
