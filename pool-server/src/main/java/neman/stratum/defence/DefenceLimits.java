package neman.stratum.defence;

import java.net.InetAddress;
import java.util.List;

/**
 * Everything that bounds what the outside can take.
 *
 * @param trusted proxies and farms behind one address: neither banned, nor bounded by address, nor in requests per second; all
 *     other bounds hold for them too
 */
public record DefenceLimits(
        MessageLimits message, ConnectionLimits connection, ConductLimits conduct, List<CidrBlock> trusted) {
    /** What runs on the same machine is a proxy of ours or a test. */
    public static final List<CidrBlock> LOOPBACK = List.of(CidrBlock.parse("127.0.0.0/8"), CidrBlock.parse("::1/128"));

    public static final DefenceLimits DEFAULT =
            new DefenceLimits(MessageLimits.DEFAULT, ConnectionLimits.DEFAULT, ConductLimits.DEFAULT, LOOPBACK);

    public DefenceLimits {
        trusted = List.copyOf(trusted);
    }

    boolean trusts(InetAddress address) {
        return trusted.stream().anyMatch(block -> block.contains(address));
    }

    public DefenceLimits with(ConnectionLimits other) {
        return new DefenceLimits(message, other, conduct, trusted);
    }
}
