package neman.stratum.transport;

import io.netty.util.NetUtil;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses with a common beginning, as CIDR (RFC 4632, RFC 4291 §2.3) writes them.
 *
 * @param network the lowest address
 * @param prefixBits how many leading bits are common: 0 to 32, or 128 for IPv6
 */
public record AddressRange(InetAddress network, int prefixBits) {
    private static final Pattern CIDR = Pattern.compile("([0-9A-Fa-f:.]{2,45})(?:/(\\d{1,3}))?");

    /**
     * {@code 10.0.0.0/8}, {@code ::1/128}; an address alone means only itself.
     *
     * @throws IllegalArgumentException with a sentence for the one who typed it
     */
    public static AddressRange parse(String text) {
        Matcher matcher = CIDR.matcher(text);
        byte[] address = matcher.matches() ? NetUtil.createByteArrayFromIpAddressString(matcher.group(1)) : null;
        if (address == null) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not an address range such as 10.0.0.0/8 or 2001:db8::/32");
        }
        int allBits = address.length * Byte.SIZE;
        int prefixBits = matcher.group(2) == null ? allBits : Integer.parseInt(matcher.group(2));
        if (ofBytes(address).getAddress().length != address.length) {
            throw new IllegalArgumentException("'" + text + "' means an IPv4 address; write it as one");
        }
        if (prefixBits > allBits) {
            throw new IllegalArgumentException("'" + text + "': a prefix here has at most " + allBits + " bits");
        }
        AddressRange range = new AddressRange(ofBytes(cut(address, prefixBits)), prefixBits);
        if (!Arrays.equals(range.network.getAddress(), address)) {
            throw new IllegalArgumentException(
                    "'" + text + "' has bits beyond its prefix; the range it lies in is " + range);
        }
        return range;
    }

    private static byte[] cut(byte[] address, int prefixBits) {
        byte[] cut = new byte[address.length];
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >>> (bit % Byte.SIZE);
            cut[bit / Byte.SIZE] |= (byte) (address[bit / Byte.SIZE] & mask);
        }
        return cut;
    }

    private static InetAddress ofBytes(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }

    /** Sockets that serve both families name IPv4 peers by IPv6 addresses (RFC 4291 §2.5.5.2); the same peer has one name here. */
    static InetAddress unmapped(InetAddress address) {
        return ofBytes(address.getAddress());
    }

    public boolean contains(InetAddress address) {
        byte[] theirs = unmapped(address).getAddress();
        byte[] ours = network.getAddress();
        if (theirs.length != ours.length) {
            return false;
        }
        BigInteger difference = new BigInteger(1, theirs).xor(new BigInteger(1, ours));
        return difference.bitLength() <= ours.length * Byte.SIZE - prefixBits;
    }

    @Override
    public String toString() {
        return NetUtil.toAddressString(network) + "/" + prefixBits;
    }
}
