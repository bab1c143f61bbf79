package neman.payout.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import neman.payout.TestPool;
import org.junit.jupiter.api.Test;

class PayoutQueriesTest {
    @Test
    void pagesHoldEachBlockOnceTheNewestFirst() throws Exception {
        try (TestPool pool = new TestPool()) {
            pool.share(TestPool.ALICE, 1000);
            for (int i = 0; i < 5; i++) {
                pool.findBlock();
            }
            pool.tick();
            assertEquals(List.of(5, 4, 3, 2, 1), heights(pool.queries, 2));
            assertEquals(List.of(5, 4, 3, 2, 1), heights(pool.queries, 5));
            assertEquals(List.of(5, 4, 3, 2, 1), heights(pool.queries, 500));
        }
    }

    private static List<Integer> heights(PayoutQueries queries, int limit) throws SQLException {
        List<Integer> heights = new ArrayList<>();
        OptionalLong cursor = OptionalLong.empty();
        do {
            Page<BlockView> page = queries.blocks(limit, cursor);
            page.items().forEach(block -> heights.add(block.height()));
            cursor = page.next();
        } while (cursor.isPresent());
        return heights;
    }

    @Test
    void anEmptyLedgerAnswersZerosEverywhere() throws Exception {
        try (TestPool pool = new TestPool()) {
            assertEquals(new MinerBalance("nobody", 0, 0, 0, 0, 0), pool.queries.minerBalance("nobody"));
            assertEquals(new PoolTotals(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), pool.queries.totals());
            assertEquals(new TrialBalance(List.of(), 0), pool.queries.trialBalance());
            assertEquals(List.of(), pool.queries.openAlarms());
        }
    }

    @Test
    void aPageWithoutBoundIsRefused() throws Exception {
        try (TestPool pool = new TestPool()) {
            assertThrows(IllegalArgumentException.class, () -> pool.queries.blocks(0, OptionalLong.empty()));
            assertThrows(IllegalArgumentException.class, () -> pool.queries.payouts(501, OptionalLong.empty()));
        }
    }
}
