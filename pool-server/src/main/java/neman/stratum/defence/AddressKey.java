package neman.stratum.defence;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Whom an address stands for: one IPv4 address, or the /64 of an IPv6 address, which is what one subscriber gets.
 *
 * @param bits of the IPv4 address, or the first 64 of the IPv6 address
 */
record AddressKey(boolean ipv4, long bits) {
    static AddressKey of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new AddressKey(true, bytes.getInt())
                : new AddressKey(false, bytes.getLong());
    }
}
