package neman.payout.payment;

import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptException;

/** The address that an output script pays. */
final class OutputAddress {
    private OutputAddress() {}

    /** Empty for scripts that have no address. */
    static Optional<PayoutAddress> of(Network network, byte[] script) {
        try {
            String text =
                    Script.parse(script).getToAddress(bitcoinjNetwork(network)).toString();
            return Optional.of(PayoutAddress.parse(network, text));
        } catch (ScriptException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static BitcoinNetwork bitcoinjNetwork(Network network) {
        return switch (network) {
            case MAINNET -> BitcoinNetwork.MAINNET;
            case TESTNET4 -> BitcoinNetwork.TESTNET;
            case SIGNET -> BitcoinNetwork.SIGNET;
            case REGTEST, SANDBOX -> BitcoinNetwork.REGTEST;
        };
    }
}
