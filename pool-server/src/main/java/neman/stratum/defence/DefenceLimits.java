package neman.stratum.defence;

import java.net.InetAddress;
import java.util.List;
import neman.stratum.transport.AddressRange;

/**
 * Everything that bounds what the outside can take.
 *
 * @param trusted proxies and farms behind one address: neither banned, nor bounded by address, nor in requests per second; all
 *     other bounds hold for them too
 */
public record DefenceLimits(
        MessageLimits message, ConnectionLimits connection, ConductLimits conduct, List<AddressRange> trusted) {
    /** What runs on the same machine is a proxy of ours or a test. */
    public static final List<AddressRange> LOOPBACK =
            List.of(AddressRange.parse("127.0.0.0/8"), AddressRange.parse("::1/128"));

    public static final DefenceLimits DEFAULT =
            new DefenceLimits(MessageLimits.DEFAULT, ConnectionLimits.DEFAULT, ConductLimits.DEFAULT, LOOPBACK);

    public DefenceLimits {
        trusted = List.copyOf(trusted);
    }

    boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    public DefenceLimits with(ConnectionLimits other) {
        return new DefenceLimits(message, other, conduct, trusted);
    }
}
