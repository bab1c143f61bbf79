package neman.bitcoin.node;

import java.net.URI;
import java.util.Optional;

/**
 * Where a node answers JSON-RPC and how we prove who we are.
 *
 * @param rpc {@code http://host:port}
 * @param authentication password or cookie
 * @param wallet name of the wallet that pays, where this node holds it
 */
public record NodeEndpoint(URI rpc, NodeAuthentication authentication, Optional<String> wallet) {
    /** The address alone: safe to log. */
    @Override
    public String toString() {
        return rpc.toString();
    }
}
