package neman.deploy.wiring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.ChainInfo;
import neman.bitcoin.node.NetworkInfo;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.NodeFitness;
import neman.bitcoin.node.NodeProblem;
import neman.deploy.wiring.Check.Finding;

/** Finds out all about one node that an operator wants to know before a pool is started on it. */
final class NodeProbe {
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(5);
    /** For a full mempool's template. */
    private static final Duration TEMPLATE_TIMEOUT = Duration.ofSeconds(20);

    /** As the alarm has it. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(60);

    private final Network network;
    private final PayoutAddress poolAddress;
    private final InstantSource clock;

    NodeProbe(Network network, PayoutAddress poolAddress, InstantSource clock) {
        this.network = network;
        this.poolAddress = poolAddress;
        this.clock = clock;
    }

    /** One finding each for the node, its ZMQ, its wallet and its template, as far as they can be had. */
    List<Finding> findings(NodeEndpoint endpoint) {
        List<Finding> findings = new ArrayList<>();
        try (NodeClient node = new NodeClient(endpoint, NODE_TIMEOUT)) {
            Optional<String> problem = new NodeFitness(network).problemOf(node).map(NodeProblem::sentence);
            findings.add(new Finding("node", problem.isEmpty(), problem.isEmpty() ? described(node) : problem.get()));
            endpoint.zmqHashblock().ifPresent(address -> findings.add(ZmqProbe.finding(node, address)));
            if (endpoint.wallet().isPresent()) {
                findings.add(wallet(node));
            }
            if (problem.isEmpty()) {
                findings.addAll(template(endpoint));
            }
        } catch (NodeException e) {
            findings.add(new Finding("node", false, e.getMessage()));
        }
        return findings;
    }

    private String described(NodeClient node) throws NodeException {
        ChainInfo chain = node.chainInfo();
        NetworkInfo peers = node.networkInfo();
        Optional<Duration> age = node.header(chain.bestBlock())
                .map(ChainHeader::timeSeconds)
                .map(time -> Duration.between(Instant.ofEpochSecond(time), clock.instant()));
        return node.endpoint() + " is " + peers.subversion() + " on " + chain.chain() + ", block " + chain.blocks()
                + age.map(old -> ", " + shown(old) + " old").orElse("") + ", " + peers.connections() + " peers";
    }

    /** In the two largest units. A block's time may lie in the future. */
    static String shown(Duration age) {
        Duration old = age.isNegative() ? Duration.ZERO : age;
        if (old.toDays() > 0) {
            return old.toDays() + " d " + old.toHoursPart() + " h";
        }
        if (old.toHours() > 0) {
            return old.toHours() + " h " + old.toMinutesPart() + " min";
        }
        return old.toMinutes() > 0 ? old.toMinutes() + " min " + old.toSecondsPart() + " s" : old.toSeconds() + " s";
    }

    private List<Finding> template(NodeEndpoint endpoint) {
        try (NodeClient node = new NodeClient(endpoint, TEMPLATE_TIMEOUT)) {
            long beganNanos = System.nanoTime();
            BlockTemplate template = node.blockTemplate();
            long tookMs = Duration.ofNanos(System.nanoTime() - beganNanos).toMillis();
            String polling =
                    template.longPollId().isPresent() ? "" : "; the node has no long polling, so set zmq-hashblock";
            List<Finding> findings = new ArrayList<>();
            findings.add(new Finding(
                    "template",
                    true,
                    "block " + template.height() + " with "
                            + template.transactions().size() + " transactions came in " + tookMs + " ms" + polling));
            clockProblem(template, clock.instant())
                    .ifPresent(problem -> findings.add(new Finding("clock", false, problem)));
            return findings;
        } catch (NodeException e) {
            return List.of(new Finding("template", false, e.getMessage()));
        }
    }

    /** A template's time is the node's, unless that is too early for a block. */
    static Optional<String> clockProblem(BlockTemplate template, Instant now) {
        Duration ahead = Duration.between(now, Instant.ofEpochSecond(template.currentTimeSeconds()));
        boolean known = template.currentTimeSeconds() > template.minTimeSeconds();
        return known && ahead.abs().compareTo(CLOCK_TOLERANCE) > 0
                ? Optional.of("the node's is " + ahead.abs().toSeconds() + " s "
                        + (ahead.isNegative() ? "behind" : "ahead of") + " this machine's; set both by NTP")
                : Optional.empty();
    }

    private Finding wallet(NodeClient node) {
        try {
            return WalletCheck.finding(node, poolAddress);
        } catch (NodeException e) {
            return new Finding("wallet", false, e.getMessage());
        }
    }
}
