package neman.deploy.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the configured nodes can be mined on. */
final class NodeCheck {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCheck.class);

    private final Network network;

    NodeCheck(Network network) {
        this.network = network;
    }

    /**
     * Every node that answers must be fit, and at least one must answer. The others may be down: they get blocks when they
     * are back.
     *
     * @throws PoolException naming node and remedy
     */
    void requireUsable(List<NodeClient> nodes) throws PoolException {
        List<String> silent = new ArrayList<>();
        for (NodeClient node : nodes) {
            try {
                Optional<String> problem = problemOf(node);
                if (problem.isPresent()) {
                    throw new PoolException(problem.get());
                }
            } catch (NodeException e) {
                silent.add(e.getMessage());
            }
        }
        if (silent.size() == nodes.size()) {
            throw new PoolException(silent.get(0));
        }
        silent.forEach(message -> LOG.warn("event=node-silent reason=\"{}\"", message));
    }

    /**
     * Empty for a node that can be mined on.
     *
     * @throws NodeException where it does not answer
     */
    Optional<String> problemOf(NodeClient node) throws NodeException {
        ChainInfo chain = node.chainInfo();
        if (!chain.chain().equals(network.chainName())) {
            return Optional.of("the node at " + node.endpoint() + " is on chain '" + chain.chain()
                    + "', but the configuration says network: " + network.configuredName()
                    + "; correct one of them");
        }
        // A regtest or sandbox chain whose last block is a day old counts as initial download, yet can be mined on.
        boolean catchesUp = network != Network.REGTEST && network != Network.SANDBOX;
        if (catchesUp && chain.initialBlockDownload()) {
            return Optional.of("the node at " + node.endpoint() + " is still in initial block download (block "
                    + chain.blocks() + " of " + chain.headers() + "); wait until it has caught up");
        }
        return Optional.empty();
    }
}
