package neman.payout.simulation;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.payout.TemplateMiner;
import neman.payout.TestPool;

/** A node without a wallet beside the one that pays. Blocks go both ways between them, unless they are parted. */
final class SecondNode implements AutoCloseable {
    private final SandboxNode sandbox;
    private final NodeClient node;
    private final NodeClient first;
    private final FaultyNode proxy;
    private boolean away;
    private boolean parted;

    SecondNode(Path directory, NodeClient first) throws IOException {
        sandbox = SandboxNode.start(SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS));
        node = new NodeClient(sandbox.endpoint(), Duration.ofSeconds(60));
        this.first = first;
        proxy = new FaultyNode(sandbox.endpoint());
    }

    NodeClient node() {
        return node;
    }

    FaultyNode proxy() {
        return proxy;
    }

    void goAway() {
        if (!away) {
            sandbox.controls().goAway();
            away = true;
        }
    }

    /** It finds blocks that the first node does not hear of, and the reverse, until {@link #comeBack}. */
    void goItsOwnWay(int blocks) throws NodeException, IOException {
        answer();
        parted = true;
        for (int i = 0; i < blocks; i++) {
            TemplateMiner.mine(node, TestPool.OTHERS);
        }
    }

    void comeBack() throws NodeException, IOException {
        answer();
        parted = false;
        hear();
    }

    private void answer() throws IOException {
        if (away) {
            sandbox.controls().comeBack();
            away = false;
        }
    }

    /** Both get each other's blocks; where both branches have as much work, one more block decides. */
    void hear() throws NodeException {
        if (away || parted) {
            return;
        }
        exchange();
        if (!tipOf(first).equals(tipOf(node))) {
            TemplateMiner.mine(first, TestPool.OTHERS);
            exchange();
        }
        if (!tipOf(first).equals(tipOf(node))) {
            throw new AssertionError("the nodes do not come together");
        }
    }

    private void exchange() throws NodeException {
        int firstHeight = first.chainInfo().blocks();
        int height = node.chainInfo().blocks();
        int fork = Math.min(firstHeight, height);
        while (!first.blockHash(fork).equals(node.blockHash(fork))) {
            fork--;
        }
        Hash256[] ours = hashes(node, fork, height);
        send(first, hashes(first, fork, firstHeight), node);
        send(node, ours, first);
    }

    private static Hash256[] hashes(NodeClient from, int fork, int height) throws NodeException {
        Hash256[] hashes = new Hash256[height - fork];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = from.blockHash(fork + 1 + i).orElseThrow();
        }
        return hashes;
    }

    private static void send(NodeClient from, Hash256[] blocks, NodeClient to) throws NodeException {
        for (Hash256 block : blocks) {
            to.submitBlock(from.blockBytes(block));
        }
    }

    private static Hash256 tipOf(NodeClient node) throws NodeException {
        return node.chainInfo().bestBlock();
    }

    @Override
    public void close() throws IOException {
        proxy.close();
        node.close();
        sandbox.close();
    }
}
