package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import neman.payout.query.PayoutQueries;
import org.junit.jupiter.api.Test;

/** The owner migrates, the application's user works: the whole way with the rights of {@code neman_app} alone. */
class ApplicationUserTest {
    @Test
    void theApplicationsUserLeadsBooksMaturesAndPays() throws Exception {
        try (TestPool pool = new TestPool();
                HikariDataSource application = TestDatabase.as(pool.database, "neman_app")) {
            pool.leadAs(application);
            tick(pool, application);
            pool.share(TestPool.ALICE, 1000);
            pool.share(TestPool.ALICE, 1000);
            pool.findBlock();
            pool.chain.mineOthers(100);
            for (int pass = 0; pass < 4; pass++) {
                tick(pool, application);
                pool.chain.mineOthers(6);
            }
            tick(pool, application);
            assertEquals(
                    FakeChain.REWARD_SATS / 100 * 99,
                    new PayoutQueries(application)
                            .minerBalance(TestPool.ALICE.toString())
                            .paidSats());
            pool.assertSound();
        }
    }

    private static void tick(TestPool pool, HikariDataSource application) throws SQLException {
        try (PayoutService service = pool.service(application)) {
            service.tick();
        }
    }
}
