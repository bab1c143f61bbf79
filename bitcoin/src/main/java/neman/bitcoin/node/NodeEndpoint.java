package neman.bitcoin.node;

import java.net.URI;
import java.util.Optional;

/**
 * Where a node answers JSON-RPC and how we prove who we are.
 *
 * @param rpc {@code http://host:port}
 * @param authentication password or cookie
 * @param wallet name of the wallet that pays, where this node holds it
 * @param zmqHashblock {@code tcp://host:port} where the node publishes the hash of each new tip, if it does
 */
public record NodeEndpoint(
        URI rpc, NodeAuthentication authentication, Optional<String> wallet, Optional<URI> zmqHashblock) {
    /** A node that publishes nothing. */
    public NodeEndpoint(URI rpc, NodeAuthentication authentication, Optional<String> wallet) {
        this(rpc, authentication, wallet, Optional.empty());
    }

    /** The address alone: safe to log. */
    @Override
    public String toString() {
        return rpc.toString();
    }
}
