package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.util.OptionalLong;
import neman.payout.payment.PayoutState;
import neman.payout.query.PayoutView;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A kill at every statement, every commit and every call of the node, before it and after it: nobody is paid twice, nobody is
 * forgotten.
 */
class PayoutKillTest {
    private static final long HALF = (FakeChain.REWARD_SATS - FakeChain.REWARD_SATS / 100) / 2;
    private static final int ENOUGH_PASSES = 4;
    private static final int TOO_MANY_LIVES = 5_000;

    private TestPool pool;

    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
        pool.share(TestPool.ALICE, 1000);
        pool.share(TestPool.BOB, 1000);
        pool.findBlock();
        pool.chain.mineOthers(100);
        pool.tick();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void killedBeforeEachStatement() throws SQLException {
        killEverywhere(killAt -> isKilledAtStatement(new Fate(2 * killAt - 1)), 100);
    }

    @Test
    void killedAfterEachStatement() throws SQLException {
        killEverywhere(killAt -> isKilledAtStatement(new Fate(2 * killAt)), 100);
    }

    @Test
    void killedBeforeEachCallOfTheNode() throws SQLException {
        killEverywhere(killAt -> isKilledAtCall(new Fate(2 * killAt - 1)), 50);
    }

    /** The call took effect, and nobody ever saw its answer. */
    @Test
    void killedAfterEachCallOfTheNode() throws SQLException {
        killEverywhere(killAt -> isKilledAtCall(new Fate(2 * killAt)), 50);
    }

    /** A process that may be killed at one point of its life; answers whether it was. */
    private interface Life {
        boolean isKilled(int killAt) throws SQLException;
    }

    /**
     * One life after the other, each killed one point later than the one before. Whenever the books moved on, the count
     * begins anew, so that each point of each step meets its kill.
     */
    private void killEverywhere(Life life, int leastKills) throws SQLException {
        int kills = 0;
        int lives = 0;
        int killAt = 1;
        String books = books();
        while (!isSettled()) {
            boolean killed = life.isKilled(killAt);
            pool.assertSound();
            assertTrue(pool.chain.paidSats(TestPool.ALICE) <= HALF, "paid twice");
            kills += killed ? 1 : 0;
            assertTrue(++lives < TOO_MANY_LIVES, "it gets nowhere");
            killAt = killed && books().equals(books) ? killAt + 1 : 1;
            books = books();
            if (!killed) {
                pool.chain.mineOthers(1);
            }
        }
        assertTrue(kills > leastKills, "only " + kills + " kills");
        for (int i = 0; i < ENOUGH_PASSES; i++) {
            pool.tick();
        }
        assertEquals(HALF, pool.chain.paidSats(TestPool.ALICE));
        assertEquals(HALF, pool.chain.paidSats(TestPool.BOB));
        assertEquals(HALF, pool.queries.minerBalance(TestPool.ALICE.toString()).paidSats());
        assertEquals("1", pool.single("SELECT count(*) FROM ledger.payout_batch"));
        assertEquals(0, pool.queries.totals().payoutInFlightSats());
    }

    private String books() throws SQLException {
        return pool.single("SELECT (SELECT count(*) FROM ledger.payout_event) || ' '"
                + " || (SELECT count(*) FROM ledger.block_event) || ' ' || (SELECT height FROM ledger.chain_scan)");
    }

    private boolean isKilledAtStatement(Fate fate) throws SQLException {
        return isKilled(fate::pass);
    }

    /** Once the node saw it die, the database hears nothing of it either. */
    private boolean isKilledAtCall(Fate fate) throws SQLException {
        pool.node.serve(fate);
        try {
            return isKilled(fate::endHere);
        } finally {
            pool.node.serve(new Fate(0));
        }
    }

    private boolean isKilled(FaultyDataSource.Point point) throws SQLException {
        try (PayoutService service = pool.service(new FaultyDataSource(pool.database, point).proxy())) {
            service.tick();
            return false;
        } catch (Fate.Killed e) {
            return true;
        }
    }

    private boolean isSettled() throws SQLException {
        return pool.queries.payouts(1, OptionalLong.empty()).items().stream()
                .map(PayoutView::state)
                .anyMatch(state -> state == PayoutState.SETTLED);
    }
}
