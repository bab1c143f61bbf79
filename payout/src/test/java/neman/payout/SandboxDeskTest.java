package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.payout.desk.DeskRequests;
import neman.payout.desk.DeskSettings;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import neman.payout.payment.PayoutState;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the payout role does with a real wallet in an operator's place. */
class SandboxDeskTest {
    @TempDir
    private Path directory;

    private TestPool pool;
    private SandboxNode sandbox;
    private NodeClient node;
    private RealNodePayout world;

    /** Two blocks wait for maturity. */
    @BeforeEach
    void open() throws Exception {
        pool = new TestPool();
        sandbox = SandboxNode.start(SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS));
        node = new NodeClient(sandbox.endpoint(), Duration.ofSeconds(20));
        world = new RealNodePayout(pool, node, Network.SANDBOX, sandbox.walletAddress());
        world.tick();
        pool.share(TestPool.ALICE, 1500);
        pool.share(TestPool.BOB, 500);
        world.findBlock();
        world.findBlock();
    }

    @AfterEach
    void close() throws Exception {
        pool.assertSound();
        node.close();
        sandbox.close();
        pool.close();
    }

    private void tick(boolean closesDays, Optional<Duration> reconcileEvery) throws SQLException {
        tick(new DeskSettings(reconcileEvery, closesDays, Optional.empty(), Optional.empty()));
    }

    private void tick(DeskSettings desk) throws SQLException {
        try (PayoutService service = new PayoutService(
                pool.database,
                List.of(node),
                node,
                new WalletClient(node),
                pool.settings,
                desk,
                Network.SANDBOX,
                () -> pool.now,
                pool.leadership())) {
            service.tick();
        }
    }

    private LedgerTransactions operator() {
        return LedgerTransactions.ofOperator(pool.database, new OperatorCommand("alice", "reconcile"), () -> pool.now);
    }

    private boolean isOpen(String alarm) throws SQLException {
        return pool.queries.openAlarms().stream().anyMatch(open -> open.code().equals(alarm));
    }

    private String reconciliations() throws SQLException {
        return pool.single("SELECT string_agg(actor || ' ' || wallet_sats - books_sats, ', ' ORDER BY id)"
                + " FROM ledger.reconciliation");
    }

    @Test
    void theWalletIsComparedOnDemandAndByItself() throws Exception {
        world.matureAndPay();
        long asked = operator()
                .run(transaction ->
                        DeskRequests.ask(transaction, DeskRequests.Kind.RECONCILE, "operator:alice", pool.now));
        tick(false, Optional.empty());
        assertEquals(
                Optional.of(new DeskRequests.Answer(DeskRequests.Word.RECONCILED, OptionalLong.of(1), "")),
                operator().run(transaction -> DeskRequests.answerTo(transaction, asked)));
        tick(false, Optional.of(Duration.ofHours(1)));
        assertEquals("operator:alice 0", reconciliations(), "the last one is not an hour old");
        pool.now = pool.now.plus(1, ChronoUnit.HOURS);
        tick(false, Optional.of(Duration.ofHours(1)));
        tick(false, Optional.of(Duration.ofHours(1)));
        assertEquals("operator:alice 0, payout 0", reconciliations());
    }

    @Test
    void daysAreClosedAtMidnightUnlessSomethingIsUnexplained() throws Exception {
        world.matureAndPay();
        pool.now = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(23, ChronoUnit.HOURS);
        tick(true, Optional.empty());
        assertEquals("0", closedDays());
        pool.now = pool.now.plus(1, ChronoUnit.HOURS);
        tick(true, Optional.empty());
        assertEquals("1", closedDays());

        pool.now = pool.now.plus(2, ChronoUnit.DAYS);
        long lost = world.withdraw(TestPool.OTHERS, 1_000_000);
        world.mineOthers(1);
        tick(true, Optional.empty());
        assertEquals("1", closedDays());
        assertTrue(isOpen("DAY_NOT_CLOSED"));

        TestDatabase.execute(
                pool.database,
                "SELECT ledger.append('explained', 'reconciled', now(), 'test', 1, NULL, '{}',"
                        + " ARRAY['equity:owner', 'suspense:reconcile'], ARRAY[" + lost + ", -" + lost + "])");
        tick(true, Optional.empty());
        assertEquals("3", closedDays(), "those that were missed as well");
        assertTrue(!isOpen("DAY_NOT_CLOSED"));
    }

    @Test
    void aPaymentThatWaitsPaysMoreEachTimeUpToTheLimit() throws Exception {
        DeskSettings raising =
                new DeskSettings(Optional.empty(), false, Optional.empty(), Optional.of(Duration.ofHours(6)));
        world.matureAndSend();
        long first = world.payout().feeSats();
        tick(raising);
        assertEquals(first, world.payout().feeSats(), "it did not wait for six hours");
        for (int step = 1; step <= 2; step++) {
            long before = world.payout().feeSats();
            pool.now = pool.now.plus(6, ChronoUnit.HOURS);
            tick(raising);
            tick(raising);
            assertEquals(PayoutState.SEEN, world.payout().state());
            assertTrue(world.payout().feeSats() * 4 >= before * 5, "a quarter more at least");
            assertTrue(world.isInMempool(world.payout().txid().orElseThrow()), "it took the place of the one before");
        }
        long last = world.payout().feeSats();
        pool.settings = PayoutSettings.of(
                pool.settings.poolAddress(), 100, 100_000, Duration.ofHours(100), 1, Duration.ofSeconds(1));
        pool.now = pool.now.plus(6, ChronoUnit.HOURS);
        tick(raising);
        assertTrue(isOpen("PAYOUT_WAITS"));
        assertEquals(last, world.payout().feeSats());
        world.mineOthers(1);
        tick(raising);
        assertTrue(!isOpen("PAYOUT_WAITS"), "a block took it");
        assertEquals(0, world.reconcile());
        world.mineOthers(1);
        tick(raising);
        assertTrue(!isOpen("PAYOUT_WAITS"), "it is in a block");
    }

    private String closedDays() throws SQLException {
        return pool.single("SELECT count(*) FROM ledger.closed_day");
    }
}
