package neman.stratum.transport;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/**
 * What one port understands below the lines.
 *
 * @param tls empty for plain TCP only
 * @param proxyProtocolFrom where load balancers connect from: their connections must begin with a PROXY header, and no others may
 */
public record PortTransport(Optional<TlsSettings> tls, List<AddressRange> proxyProtocolFrom) {
    /** TCP and nothing else. */
    public static final PortTransport PLAIN = new PortTransport(Optional.empty(), List.of());

    public PortTransport {
        proxyProtocolFrom = List.copyOf(proxyProtocolFrom);
    }

    boolean isPlain() {
        return tls.isEmpty() && proxyProtocolFrom.isEmpty();
    }

    boolean isProxy(InetAddress peer) {
        return proxyProtocolFrom.stream().anyMatch(range -> range.contains(peer));
    }

    /** Whether connections without TLS are served. */
    public boolean servesPlain() {
        return tls.isEmpty() || !tls.get().only();
    }
}
