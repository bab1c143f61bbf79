package neman.payout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.payout.query.BlockView;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxPayoutTest {
    @TempDir
    Path directory;

    @Test
    void rewardsArePaidOnTheSandboxChainAndAnOrphanIsNot() throws Exception {
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
            world.tick();
            assertEquals(2 * FakeChain.REWARD_SATS, pool.queries.totals().immatureSats());
            sandbox.controls().reorganise(1);
            world.tick();
            BlockView last =
                    pool.queries.blocks(1, OptionalLong.empty()).items().get(0);
            assertEquals(BlockView.State.ORPHANED, last.state());
            assertEquals(FakeChain.REWARD_SATS, pool.queries.totals().immatureSats());
            world.matureAndPay();
        }
    }
}
