package neman.stratum.defence;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.StringJoiner;

/**
 * Whom an address stands for: one IPv4 address, or the /64 of an IPv6 address, which is what one subscriber gets.
 *
 * @param bits of the IPv4 address, or the first 64 of the IPv6 address
 */
record AddressKey(boolean ipv4, long bits) {
    private static final int GROUP_BITS = 16;
    private static final int GROUPS = 4;

    static AddressKey of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet4Address
                ? new AddressKey(true, bytes.getInt())
                : new AddressKey(false, bytes.getLong());
    }

    /** {@code 203.0.113.9}, or {@code 2001:db8:0:7::/64}. */
    @Override
    public String toString() {
        return ipv4 ? beginning(Byte.SIZE, GROUPS, ".") : beginning(GROUP_BITS, GROUPS, ":") + "::/64";
    }

    /** Without its last group: {@code 203.0.113.x}, {@code 2001:db8:0:x}. */
    String shortened() {
        return ipv4 ? beginning(Byte.SIZE, GROUPS - 1, ".") + ".x" : beginning(GROUP_BITS, GROUPS - 1, ":") + ":x";
    }

    private String beginning(int groupBits, int groups, String separator) {
        StringJoiner text = new StringJoiner(separator);
        for (int i = 0; i < groups; i++) {
            long group = bits >>> groupBits * (GROUPS - 1 - i) & (1 << groupBits) - 1;
            text.add(ipv4 ? Long.toString(group) : Long.toHexString(group));
        }
        return text.toString();
    }
}
