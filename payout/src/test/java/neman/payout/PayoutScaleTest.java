package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.OptionalLong;
import neman.payout.payment.PayoutState;
import org.junit.jupiter.api.Test;

/**
 * A large pool's round and payout; the times are told, not judged, because they depend on the machine. On a quiet one:
 * {@code mvn -pl payout -am test -Dtest=PayoutScaleTest -Dsurefire.failIfNoSpecifiedTests=false}.
 */
class PayoutScaleTest {
    private static final int ACCOUNTS = 10_000;

    @Test
    void aRoundOfTenThousandAccountsIsBookedAndFiveHundredOfTwentyThousandBalancesArePaid() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.tick();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < ACCOUNTS; i++) {
                    pool.smallShare(TestPool.address(1000 + round * ACCOUNTS + i));
                }
                pool.findBlock();
                report("booking a round of " + (round + 1) * ACCOUNTS + " accounts", pool::tick);
            }
            pool.mineWithoutPaying(100);
            report("maturing both rounds", pool::tick);
            assertEquals(
                    "20000",
                    pool.single("SELECT count(*) FROM ledger.balance b JOIN ledger.account a ON a.id = b.account_id"
                            + " WHERE a.code LIKE 'liability:miner:%:available' AND b.amount_sat < 0"));
            pool.payAll();
            report("a payout of 500 outputs from 20,000 balances, built, signed and sent", pool::tick);
            assertEquals(
                    PayoutState.SEEN,
                    pool.queries.payouts(1, OptionalLong.empty()).items().get(0).state());
            assertEquals("500", pool.single("SELECT output_count FROM ledger.payout_batch"));
            pool.assertSound();
        }
    }

    private interface Work {
        void run() throws Exception;
    }

    private static void report(String what, Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        System.out.printf(
                "payout scale: %s: %d ms%n",
                what, Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }
}
