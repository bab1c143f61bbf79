package neman.bitcoin;

import java.util.Arrays;
import java.util.HexFormat;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.AddressParser;
import org.bitcoinj.base.Base58;
import org.bitcoinj.base.Bech32;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.SegwitAddress;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptOpCodes;

/**
 * A canonical payout script and the one way in which we write it: the identity of an account.
 *
 * <p>Two spellings of one address (upper and lower case bech32) give equal values.
 */
public final class PayoutAddress implements Comparable<PayoutAddress> {
    private final String text;
    private final byte[] script;

    private PayoutAddress(String text, byte[] script) {
        this.text = text;
        this.script = script;
    }

    /**
     * Reads an address of {@code network}: P2PKH, P2SH, P2WPKH, P2WSH or P2TR.
     *
     * @throws IllegalArgumentException with a sentence for the one who typed it: malformed, wrong checksum, another network,
     *     or a witness version that nobody can spend yet
     */
    public static PayoutAddress parse(Network network, String address) {
        if (address.isEmpty() || address.length() > 90) {
            throw new IllegalArgumentException("an address has 1 to 90 characters");
        }
        try {
            Address parsed = parsed(network, address);
            byte[] script = ScriptBuilder.createOutputScript(parsed).program();
            if (isFutureWitness(script)) {
                throw refusal(network, address, "its witness version cannot be spent yet", null);
            }
            return new PayoutAddress(parsed.toString(), script);
        } catch (AddressFormatException | IllegalStateException e) {
            throw refusal(network, address, reason(network, address), e);
        }
    }

    /** By the prefix: trying one encoding after the other costs an exception for each miner that comes, and they come at once. */
    private static Address parsed(Network network, String address) {
        BitcoinNetwork chain = bitcoinjNetwork(network);
        return hasSegwitPrefix(network, address)
                ? SegwitAddress.fromBech32(address, chain)
                : AddressParser.getDefault(chain).parseAddress(address);
    }

    private static boolean hasSegwitPrefix(Network network, String address) {
        String prefix = network.segwitPrefix() + "1";
        return address.regionMatches(true, 0, prefix, 0, prefix.length());
    }

    /** Versions 2 to 16: valid by BIP350, but until a soft fork gives them a meaning anyone can spend what they hold. */
    private static boolean isFutureWitness(byte[] script) {
        int opcode = Byte.toUnsignedInt(script[0]);
        return opcode >= ScriptOpCodes.OP_2 && opcode <= ScriptOpCodes.OP_16;
    }

    private static IllegalArgumentException refusal(
            Network network, String address, String reason, RuntimeException cause) {
        String printable = address.replaceAll("[^ -~]", "?");
        return new IllegalArgumentException(
                "'" + printable + "' is not a " + network.configuredName() + " address: " + reason, cause);
    }

    private static String reason(Network network, String address) {
        for (Network other : Network.values()) {
            if (isReadable(
                    () -> AddressParser.getDefault(bitcoinjNetwork(other)).parseAddress(address))) {
                return "it belongs to another network";
            }
        }
        return hasWrongChecksum(() -> {
                    if (hasSegwitPrefix(network, address)) {
                        Bech32.decode(address);
                    } else {
                        Base58.decodeChecked(address);
                    }
                })
                ? "its checksum is wrong, so a character was mistyped"
                : "it is not well formed";
    }

    private static boolean isReadable(Runnable read) {
        try {
            read.run();
            return true;
        } catch (AddressFormatException | IllegalStateException e) {
            return false;
        }
    }

    private static boolean hasWrongChecksum(Runnable read) {
        try {
            read.run();
            return false;
        } catch (AddressFormatException.InvalidChecksum e) {
            return true;
        } catch (AddressFormatException e) {
            return false;
        }
    }

    static BitcoinNetwork bitcoinjNetwork(Network network) {
        return switch (network) {
            case MAINNET -> BitcoinNetwork.MAINNET;
            case TESTNET4 -> BitcoinNetwork.TESTNET;
            case SIGNET -> BitcoinNetwork.SIGNET;
            case REGTEST, SANDBOX -> BitcoinNetwork.REGTEST;
        };
    }

    /** The output script that pays this address. A copy. */
    public byte[] script() {
        return script.clone();
    }

    /** Whether {@code outputScript} pays this address. */
    public boolean isPaidBy(byte[] outputScript) {
        return Arrays.equals(script, outputScript);
    }

    public String scriptHex() {
        return HexFormat.of().formatHex(script);
    }

    @Override
    public int compareTo(PayoutAddress other) {
        return text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PayoutAddress that && Arrays.equals(script, that.script);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(script);
    }

    /** The canonical text, lower case for segwit addresses. */
    @Override
    public String toString() {
        return text;
    }
}
