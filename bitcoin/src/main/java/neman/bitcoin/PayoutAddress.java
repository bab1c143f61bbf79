package neman.bitcoin;

import java.util.Arrays;
import java.util.HexFormat;
import org.bitcoinj.base.Address;
import org.bitcoinj.base.AddressParser;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.exceptions.AddressFormatException;
import org.bitcoinj.script.ScriptBuilder;

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
            Address parsed = AddressParser.getDefault(bitcoinjNetwork(network)).parseAddress(address);
            byte[] script = ScriptBuilder.createOutputScript(parsed).program();
            return new PayoutAddress(parsed.toString(), script);
        } catch (AddressFormatException | IllegalStateException e) {
            throw new IllegalArgumentException(
                    "'" + address + "' is not a " + network.configuredName() + " address: " + reason(e), e);
        }
    }

    private static String reason(RuntimeException e) {
        if (e instanceof AddressFormatException.WrongNetwork) {
            return "it belongs to another network";
        }
        if (e instanceof AddressFormatException.InvalidChecksum) {
            return "its checksum is wrong, so a character was mistyped";
        }
        if (e instanceof IllegalStateException) {
            return "its witness version cannot be spent yet";
        }
        return "it is not well formed";
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
