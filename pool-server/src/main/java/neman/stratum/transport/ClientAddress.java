package neman.stratum.transport;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetAddress;

/** Whose connection it is: the miner's own address, also behind a load balancer. For limits, bans and logs. */
public final class ClientAddress {
    private static final AttributeKey<InetAddress> KEY = AttributeKey.valueOf(ClientAddress.class, "address");

    private ClientAddress() {}

    static void set(Channel channel, InetAddress address) {
        channel.attr(KEY).set(AddressRange.unmapped(address));
    }

    /** Known from the moment at which the connection is admitted or not. Never an IPv6 form of an IPv4 address. */
    public static InetAddress of(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** For logs. */
    public static String text(Channel channel) {
        return of(channel).getHostAddress();
    }
}
