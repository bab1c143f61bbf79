package neman.deploy.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.NodeFitness;
import neman.bitcoin.node.NodeProblem;
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
     * At least one node must be fit. The others may be down or still catch up: they are asked for work and get blocks when
     * they are back. But none may be on another chain.
     *
     * @throws PoolException naming node and remedy
     */
    void requireUsable(List<NodeClient> nodes) throws PoolException {
        List<String> unfit = new ArrayList<>();
        for (NodeClient node : nodes) {
            try {
                Optional<NodeProblem> problem = fitness.problemOf(node);
                if (problem.isPresent() && !problem.get().passes()) {
                    throw new PoolException(problem.get().sentence());
                }
                problem.map(NodeProblem::sentence).ifPresent(unfit::add);
            } catch (NodeException e) {
                unfit.add(e.getMessage());
            }
        }
        if (unfit.size() == nodes.size()) {
            throw new PoolException(unfit.get(0));
        }
        unfit.forEach(reason -> LOG.warn("event=node-unfit reason=\"{}\"", reason));
    }
}
