package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.payout.payment.FeeBump;
import neman.payout.payment.PayoutState;
import neman.payout.query.BlockView;
import neman.payout.query.PayoutView;
import neman.payout.settings.PayoutSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxPayoutTest {
    @TempDir
    Path directory;

    private interface Story {
        void play(TestPool pool, SandboxNode sandbox, RealNodePayout world) throws Exception;
    }

    /** Two blocks are found, and everything is real. */
    private void play(Story story) throws Exception {
        SandboxSettings settings = SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS);
        try (TestPool pool = new TestPool();
                SandboxNode sandbox = SandboxNode.start(settings);
                NodeClient node = new NodeClient(sandbox.endpoint(), Duration.ofSeconds(20))) {
            RealNodePayout world = new RealNodePayout(pool, node, Network.SANDBOX, sandbox.walletAddress());
            world.tick();
            pool.share(TestPool.ALICE, 1500);
            pool.share(TestPool.BOB, 500);
            world.findBlock();
            world.findBlock();
            story.play(pool, sandbox, world);
        }
    }

    @Test
    void rewardsArePaidOnTheSandboxChainAndAnOrphanIsNot() throws Exception {
        play((pool, sandbox, world) -> {
            world.tick();
            assertEquals(2 * FakeChain.REWARD_SATS, pool.queries.totals().immatureSats());
            sandbox.controls().reorganise(1);
            world.tick();
            BlockView last =
                    pool.queries.blocks(1, OptionalLong.empty()).items().get(0);
            assertEquals(BlockView.State.ORPHANED, last.state());
            assertEquals(FakeChain.REWARD_SATS, pool.queries.totals().immatureSats());
            world.matureAndPay();
        });
    }

    @Test
    void aReplacementPaysMoreOutOfTheChangeAndTheMinersTheSame() throws Exception {
        play((pool, sandbox, world) -> {
            world.matureAndSend();
            PayoutView first = world.payout();
            assertEquals(Optional.of(FeeBump.Refusal.FEE_NOT_HIGHER), world.bump(2));
            assertEquals(Optional.of(FeeBump.Refusal.FEE_TOO_HIGH), world.bump(101));
            assertEquals(Optional.empty(), world.bump(20));
            assertEquals(PayoutState.BUILT, world.payout().state());
            assertEquals(Optional.of(FeeBump.Refusal.NOT_WAITING), world.bump(30));
            world.tick();
            PayoutView second = world.payout();
            assertEquals(PayoutState.SEEN, second.state());
            assertTrue(second.feeSats() >= 9 * first.feeSats());
            assertTrue(world.isInMempool(second.txid().orElseThrow()));
            assertFalse(world.isInMempool(first.txid().orElseThrow()));
            assertEquals(0, world.reconcile());
            world.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS);
            world.tick();
            assertEquals(PayoutState.SETTLED, world.payout().state());
            assertEquals(second.feeSats(), pool.queries.totals().networkFeeSats());
            assertEquals(0, world.reconcile());
        });
    }

    @Test
    void aReplacementThatARestoredDatabaseForgotIsAdopted() throws Exception {
        play((pool, sandbox, world) -> {
            world.matureAndSend();
            String backup = pool.backUp();
            assertEquals(Optional.empty(), world.bump(20));
            world.tick();
            PayoutView second = world.payout();
            world.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS);
            world.tick();

            pool.restore(backup);
            world.tick();
            world.tick();
            assertEquals(PayoutState.SETTLED, world.payout().state());
            assertEquals(second.txid(), world.payout().txid());
            assertEquals(second.feeSats(), pool.queries.totals().networkFeeSats());
            assertEquals(0, pool.queries.totals().payoutInFlightSats());
            assertEquals(0, world.reconcile());
        });
    }

    @Test
    void anAttemptThatConfirmsWhileItsReplacementWaitsForApprovalIsThePayment() throws Exception {
        play((pool, sandbox, world) -> {
            world.matureAndSend();
            PayoutView first = world.payout();
            PublicKey olga =
                    KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPublic();
            pool.settings = pool.settings.withApprovals(1, List.of(olga));
            assertEquals(Optional.empty(), world.bump(20));
            world.tick();
            assertEquals(PayoutState.BUILT, world.payout().state());
            assertEquals(0, world.reconcile());
            world.mineOthers(PayoutSettings.SETTLED_CONFIRMATIONS);
            world.tick();
            assertEquals(PayoutState.SETTLED, world.payout().state());
            assertEquals(first.txid(), world.payout().txid());
            assertEquals(first.feeSats(), pool.queries.totals().networkFeeSats());
            assertEquals(0, pool.queries.totals().payoutInFlightSats());
        });
    }

    /** The operator keeps the coinbases' key elsewhere: the wallet that pays never sees them until he moves some. */
    @Test
    void rewardsOfAnAddressOutsideTheWalletAreCountedOnTheChain() throws Exception {
        play((pool, sandbox, world) -> {
            world.matureAndPay();
            world.payTheCoinbasesTo(TestPool.POOL);
            world.findBlock();
            world.tick();
            assertTrue(pool.queries.totals().immatureSats() > 0);
            assertEquals(0, world.reconcile());
            world.mineOthers(100);
            world.tick();
            assertEquals(0, world.reconcile());
            sandbox.controls().reorganise(101);
            world.tick();
            assertEquals(0, world.reconcile());
        });
    }

    @Test
    void coinsThatLeaveTheWalletByHandStandInSuspense() throws Exception {
        play((pool, sandbox, world) -> {
            world.matureAndPay();
            long spent = world.withdraw(TestPool.OTHERS, 1_000_000);
            world.mineOthers(1);
            world.tick();
            assertEquals(-spent, world.reconcile());
            assertEquals(0, world.reconcile());
            assertEquals(
                    "BOOKS_DIFFER_FROM_WALLET", pool.queries.openAlarms().get(0).code());
            pool.assertSound();
        });
    }
}
