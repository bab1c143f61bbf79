package neman.bitcoin.node;

import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;

/** Whether a node can be mined on. What is said of one that cannot names node and remedy. */
public final class NodeFitness {
    private final Network network;

    /** @param network that the pool mines on */
    public NodeFitness(Network network) {
        this.network = network;
    }

    /**
     * All that can be asked: the chain by name, by genesis block and by its rules, and whether the node has caught up. Empty
     * for a node that can be mined on.
     *
     * @throws NodeException where it does not answer
     */
    public Optional<NodeProblem> problemOf(NodeClient node) throws NodeException {
        ChainInfo chain = node.chainInfo();
        Optional<NodeProblem> problem = problemOf(node, chain);
        if (problem.isEmpty()) {
            problem = problemOfGenesis(node);
        }
        if (problem.isEmpty() && network == Network.SIGNET) {
            problem = problemOfChallenge(node);
        }
        return problem;
    }

    /** What can change while the node runs, from what it answered. */
    public Optional<NodeProblem> problemOf(NodeClient node, ChainInfo chain) {
        if (!chain.chain().equals(network.chainName())) {
            return lasting("the node at " + node.endpoint() + " is on chain '" + chain.chain()
                    + "', but the configuration says network: " + network.configuredName()
                    + "; correct one of them");
        }
        // A regtest or sandbox chain whose last block is a day old counts as initial download, yet can be mined on.
        boolean catchesUp = network != Network.REGTEST && network != Network.SANDBOX;
        if (catchesUp && chain.initialBlockDownload()) {
            String sentence = "the node at " + node.endpoint() + " is still in initial block download (block "
                    + chain.blocks() + " of " + chain.headers() + "); wait until it has caught up";
            return Optional.of(new NodeProblem(true, sentence));
        }
        return Optional.empty();
    }

    private Optional<NodeProblem> problemOfGenesis(NodeClient node) throws NodeException {
        Optional<Hash256> expected = network.genesisHash();
        Optional<Hash256> genesis = expected.isPresent() ? node.blockHash(0) : expected;
        return genesis.equals(expected)
                ? Optional.empty()
                : lasting("the node at " + node.endpoint() + " calls its chain '" + network.chainName()
                        + "', but its first block is "
                        + genesis.map(Hash256::toString).orElse("none") + " and not "
                        + expected.map(Hash256::toString).orElse("none") + "; connect a node of "
                        + network.configuredName());
    }

    private Optional<NodeProblem> problemOfChallenge(NodeClient node) throws NodeException {
        Optional<byte[]> challenge = node.signetChallenge();
        return challenge.isEmpty() || SignetChallenge.takesAnEmptySolution(challenge.get())
                ? Optional.empty()
                : lasting("the signet of the node at " + node.endpoint()
                        + " wants each block signed, and so each extranonce that a miner tries; a pool can mine only on a"
                        + " signet whose challenge takes an empty solution, such as signetchallenge=51");
    }

    private static Optional<NodeProblem> lasting(String sentence) {
        return Optional.of(new NodeProblem(false, sentence));
    }
}
