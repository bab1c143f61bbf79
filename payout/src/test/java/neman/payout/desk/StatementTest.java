package neman.payout.desk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.Network;
import neman.payout.FakeChain;
import neman.payout.TestPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatementTest {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final Instant FAR_AHEAD = Instant.parse("2120-01-01T00:00:00Z");
    private static final long SHARE = FakeChain.REWARD_SATS - FakeChain.REWARD_SATS / 100;

    private final List<StatementLine> lines = new ArrayList<>();
    private TestPool pool;
    private FakeChain.Block block;
    private long opening;

    /** Alice alone mines a block, which matures and is paid. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        pool.tick();
        pool.share(TestPool.ALICE, 2000);
        block = pool.findBlock();
        pool.tick();
        pool.chain.mineOthers(100);
        pool.tick();
        pool.chain.mineOthers(6);
        pool.tick();
    }

    @AfterEach
    void close() {
        pool.close();
    }

    private Statement read(String account, Instant from, Instant to) throws SQLException {
        lines.clear();
        return Statement.read(
                pool.database,
                StatedAccount.of(Network.REGTEST, account),
                from,
                to,
                sats -> opening = sats,
                lines::add);
    }

    @Test
    void aMinersStatementTellsHisMoneysWay() throws SQLException {
        Statement all = read(TestPool.ALICE.toString(), LONG_AGO, FAR_AHEAD);
        assertEquals(new Statement(0, 0, lines.size()), all);
        assertEquals(
                List.of(
                        "block-booked pending " + SHARE + " " + SHARE,
                        "block-matured available " + SHARE + " " + 2 * SHARE,
                        "block-matured pending " + -SHARE + " " + SHARE,
                        "payout-reserved available " + -SHARE + " 0",
                        "payout-reserved in-payout " + SHARE + " " + SHARE,
                        "payout-settled in-payout " + -SHARE + " 0"),
                lines.stream()
                        .map(line -> String.join(
                                " ",
                                line.kind(),
                                line.account(),
                                Long.toString(line.amountSats()),
                                Long.toString(line.balanceSats())))
                        .toList());
        assertEquals(block.hash().toString(), lines.get(0).subject());
        assertEquals("1", lines.get(3).subject());
    }

    @Test
    void partsOfATimeAddUpToTheWhole() throws SQLException {
        String cut = pool.single("SELECT recorded_time FROM ledger.journal WHERE kind = 'payout-reserved'");
        Instant at = OffsetDateTime.parse(cut.replace(' ', 'T') + ":00").toInstant();
        Statement first = read(TestPool.ALICE.toString(), LONG_AGO, at);
        assertEquals(SHARE, first.closingSats());
        assertEquals(3, lines.size());
        Statement second = read(TestPool.ALICE.toString(), at, FAR_AHEAD);
        assertEquals(SHARE, opening);
        assertEquals(new Statement(SHARE, 0, 3), second);
        assertTrue(lines.get(0).recordedAt().equals(at), "the first line of the second part is at its begin");
    }

    @Test
    void anAccountOfTheChartHasAStatementToo() throws SQLException {
        Statement fee = read("income:pool-fee", LONG_AGO, FAR_AHEAD);
        assertEquals(new Statement(0, FakeChain.REWARD_SATS / 100, 1), fee);
        Statement hot = read("asset:hot", LONG_AGO, FAR_AHEAD);
        assertEquals(pool.queries.totals().hotSats(), hot.closingSats());
        assertEquals(new Statement(0, 0, 0), read(TestPool.BOB.toString(), LONG_AGO, FAR_AHEAD));
        for (String wrong : new String[] {"nobody", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq", "a:'b", ":", ""}) {
            assertThrows(IllegalArgumentException.class, () -> StatedAccount.of(Network.REGTEST, wrong), wrong);
        }
        assertEquals(
                TestPool.ALICE.toString(),
                StatedAccount.of(Network.REGTEST, TestPool.ALICE.toString().toUpperCase(java.util.Locale.ROOT))
                        .name());
    }
}
