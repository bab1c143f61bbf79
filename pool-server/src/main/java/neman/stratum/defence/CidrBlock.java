package neman.stratum.defence;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A range of addresses in CIDR notation (RFC 4632, RFC 4291): {@code 10.0.0.0/8}, {@code 2001:db8::/32}; without a length, one
 * address. Host names are refused, nothing is looked up.
 */
public final class CidrBlock {
    private final byte[] network;
    private final int prefixBits;

    private CidrBlock(byte[] network, int prefixBits) {
        this.network = network;
        this.prefixBits = prefixBits;
    }

    /** @throws IllegalArgumentException with a sentence that says what is right */
    public static CidrBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address or a range such as 10.0.0.0/8 or 2001:db8::/32");
        }
        int bits = slash < 0 ? address.length * 8 : length(text, text.substring(slash + 1), address.length * 8);
        for (int bit = bits; bit < address.length * 8; bit++) {
            if (bit(address, bit) != 0) {
                throw new IllegalArgumentException("'" + text + "' has bits set behind its first " + bits);
            }
        }
        return new CidrBlock(address, bits);
    }

    private static int length(String text, String digits, int most) {
        if (!digits.matches("\\d{1,3}") || Integer.parseInt(digits) > most) {
            throw new IllegalArgumentException("'" + text + "' does not end with a length of 0 to " + most);
        }
        return Integer.parseInt(digits);
    }

    /** An IPv4 address never lies in an IPv6 range, and the other way round. */
    public boolean contains(InetAddress address) {
        byte[] other = address.getAddress();
        if (other.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            if (bit(other, bit) != bit(network, bit)) {
                return false;
            }
        }
        return true;
    }

    private static int bit(byte[] address, int index) {
        return address[index >> 3] >> (7 - (index & 7)) & 1;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CidrBlock block && toString().equals(block.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + prefixBits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("neither 4 nor 16 bytes", e);
        }
    }
}
