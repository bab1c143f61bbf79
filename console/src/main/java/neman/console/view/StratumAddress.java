package neman.console.view;

import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * A port that miners connect to.
 *
 * @param host empty where the port listens on every interface: then it is the host under which the page was reached
 * @param startDifficulty as decimal text
 */
public record StratumAddress(Optional<String> host, int port, boolean tls, String startDifficulty) {
    public static StratumAddress of(InetSocketAddress listen, boolean tls, String startDifficulty) {
        boolean everywhere = listen.getAddress() != null && listen.getAddress().isAnyLocalAddress();
        Optional<String> host = everywhere ? Optional.empty() : Optional.of(listen.getHostString());
        return new StratumAddress(host, listen.getPort(), tls, startDifficulty);
    }
}
