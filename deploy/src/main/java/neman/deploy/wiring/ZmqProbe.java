package neman.deploy.wiring;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import neman.bitcoin.node.BlockHashFeed;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.ZmqPublication;
import neman.deploy.wiring.Check.Finding;

/**
 * Whether a node publishes new tips where the configuration says. Blocks are minutes apart, so what can be seen is that somebody
 * speaks ZMQ there; what the node says of its own publications tells the rest.
 */
final class ZmqProbe {
    private static final String TOPIC = "hashblock";
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long POLL_NANOS = 10_000_000;

    private ZmqProbe() {}

    static Finding finding(NodeClient node, URI address) {
        if (!isHeard(address)) {
            return unsound("nothing at " + address + " speaks ZMQ" + remedy(address));
        }
        return publications(node)
                .flatMap(publications -> problem(publications, address))
                .map(problem -> unsound(problem + remedy(address)))
                .orElseGet(() -> new Finding("zmq", true, address + " publishes"));
    }

    private static Finding unsound(String detail) {
        return new Finding("zmq", false, detail);
    }

    private static String remedy(URI address) {
        return "; does the node's configuration say zmqpubhashblock=" + address + "?";
    }

    private static boolean isHeard(URI address) {
        try (BlockHashFeed feed = new BlockHashFeed(address, hash -> {})) {
            feed.start();
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!feed.isConnected() && System.nanoTime() < deadline) {
                LockSupport.parkNanos(POLL_NANOS);
            }
            return feed.isConnected();
        }
    }

    /** Empty where the node does not know the question, or may not answer it to us. */
    private static Optional<List<ZmqPublication>> publications(NodeClient node) {
        try {
            return node.zmqPublications();
        } catch (NodeException e) {
            return Optional.empty();
        }
    }

    /** Ports are compared only with each other: what is between us and the node may change addresses on the way. */
    static Optional<String> problem(List<ZmqPublication> publications, URI address) {
        if (publications.stream().noneMatch(one -> one.topic().equals(TOPIC))) {
            return Optional.of("the node publishes no " + TOPIC);
        }
        List<ZmqPublication> there = publications.stream()
                .filter(one -> one.address().getPort() == address.getPort())
                .toList();
        if (there.isEmpty() || there.stream().anyMatch(one -> one.topic().equals(TOPIC))) {
            return Optional.empty();
        }
        return Optional.of("the node publishes "
                + there.stream().map(ZmqPublication::topic).collect(Collectors.joining(", ")) + " at " + address
                + ", and no " + TOPIC);
    }
}
