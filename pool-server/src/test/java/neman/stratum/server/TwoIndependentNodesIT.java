package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.Target;
import neman.bitcoin.block.Retarget;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.stratum.template.IndependentNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole pool on two bcoins, which share no code with Bitcoin Core or with us: parted, joined, killed, started again. */
class TwoIndependentNodesIT {
    private static final Target EASIEST =
            Target.ofCompact(Retarget.of(Network.REGTEST).easiestNbits());

    @TempDir
    private Path directory;

    private IndependentNode first;
    private IndependentNode second;
    private NodeClient firstClient;
    private NodeClient secondClient;
    private TestPool pool;
    private TestMiner miner;

    @BeforeEach
    void start() throws IOException, InterruptedException {
        Path program = IndependentNode.programFor(TwoIndependentNodesIT.class);
        first = new IndependentNode(program, directory.resolve("first"), "regtest");
        second = new IndependentNode(program, directory.resolve("second"), "regtest");
        firstClient = first.client();
        secondClient = second.client();
        pool = TestPool.of(directory, Network.REGTEST, List.of(firstClient, secondClient));
        Await.until("work", pool.server::hasWork);
        miner = pool.connect().begin();
    }

    @AfterEach
    void stop() throws IOException {
        if (miner != null) {
            miner.close();
            pool.close();
            firstClient.close();
            secondClient.close();
        }
        if (second != null) {
            first.close();
            second.close();
        }
    }

    /** Of a block of the pool's own; its job is on the best tip, so that it wins wherever it arrives. */
    private Hash256 mineOne() throws IOException {
        miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":"
                + miner.solve(EASIEST).params(TestMiner.USER) + "}");
        return TestMiner.previousBlock(miner.awaitCleanJob());
    }

    private static void awaitTip(NodeClient node, Hash256 tip) {
        Await.until(node.endpoint() + " on " + tip, () -> tipOf(node).equals(Optional.of(tip)));
    }

    private static Optional<Hash256> tipOf(NodeClient node) {
        try {
            return Optional.of(node.chainInfo()).map(ChainInfo::bestBlock);
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    @Test
    void inAPartitionMostWorkIsFollowedAndWhenItEndsTheChainGoesOn() throws IOException {
        Hash256 common = mineOne();
        awaitTip(firstClient, common);
        awaitTip(secondClient, common);

        Hash256 ofFirst = first.mine();
        assertEquals(ofFirst, TestMiner.previousBlock(miner.awaitCleanJob()));
        Hash256 rival = second.mine();
        Hash256 longer = second.mine();
        assertEquals(
                longer, TestMiner.previousBlock(miner.awaitCleanJob()), "and nobody was turned around to " + rival);
        awaitTip(firstClient, ofFirst);

        first.connectTo(second);
        awaitTip(firstClient, longer);
        Hash256 next = mineOne();
        awaitTip(firstClient, next);
        awaitTip(secondClient, next);
        assertEquals(4, firstClient.chainInfo().blocks());
        assertEquals(Optional.of(rival), firstClient.blockHash(2));
    }

    @Test
    void eachNodeIsKilledAndStartedAgainWhileTheOtherIsMinedOn() throws IOException {
        Hash256 common = mineOne();
        awaitTip(secondClient, common);

        first.kill();
        Hash256 withoutFirst = mineOne();
        awaitTip(secondClient, withoutFirst);
        first.start();
        first.connectTo(second);
        awaitTip(firstClient, withoutFirst);
        Hash256 together = mineOne();
        awaitTip(firstClient, together);
        awaitTip(secondClient, together);

        second.kill();
        Hash256 withoutSecond = mineOne();
        awaitTip(firstClient, withoutSecond);
        second.start();
        second.connectTo(first);
        awaitTip(secondClient, withoutSecond);
    }
}
