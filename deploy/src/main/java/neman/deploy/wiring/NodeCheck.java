package neman.deploy.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.NodeFitness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the configured nodes can be mined on. */
final class NodeCheck {
    private static final Logger LOG = LoggerFactory.getLogger(NodeCheck.class);

    private final NodeFitness fitness;

    NodeCheck(Network network) {
        this.fitness = new NodeFitness(network);
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
                Optional<String> problem = fitness.problemOf(node);
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
}
