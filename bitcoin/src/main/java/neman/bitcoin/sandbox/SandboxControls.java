package neman.bitcoin.sandbox;

import java.io.IOException;
import java.time.Duration;

/**
 * What a test or a demo can make the sandbox do. Thread-safe; each call returns when it is done.
 *
 * <p>Only the chain's own rules limit them: a block that is mined here is checked like any other.
 */
public final class SandboxControls {
    private final SandboxNode node;
    private final OthersMiner miner;

    SandboxControls(SandboxNode node, OthersMiner miner) {
        this.node = node;
        this.miner = miner;
    }

    /** Other people find this many blocks, one after the other, with what the mempool holds. */
    public void mineOthers(int blocks) {
        for (int i = 0; i < blocks; i++) {
            if (!miner.mineOne(node::isOpen)) {
                throw new IllegalStateException("the sandbox was closed");
            }
        }
    }

    /**
     * Other people replace the last {@code depth} blocks by one more, all of them empty: coinbases of the replaced blocks
     * are lost, their other transactions are in the mempool again.
     *
     * @param depth at least 1
     * @throws IllegalArgumentException where the chain has not so many blocks above the genesis block
     */
    public void reorganise(int depth) {
        if (depth < 1) {
            throw new IllegalArgumentException("a reorganisation replaces at least one block, not " + depth);
        }
        miner.reorganise(depth);
    }

    /** The node cannot be reached any more: connections are dropped and refused. The chain goes on. */
    public void goAway() {
        node.stopServer();
    }

    /** The node is back at the same address. */
    public void comeBack() throws IOException {
        node.startServer();
    }

    /** Every answer comes so much later from now on, also after the node went away. */
    public void answerAfter(Duration lateness) {
        node.answerAfter(lateness);
    }

    /** The height of the best chain. */
    public int height() {
        return node.state().locked(() -> node.state().chain().tip().height());
    }
}
