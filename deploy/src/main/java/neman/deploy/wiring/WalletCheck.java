package neman.deploy.wiring;

import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.node.WalletInfo;
import neman.deploy.wiring.Check.Finding;

/** Whether the paying wallet can spend what the coinbases pay. */
final class WalletCheck {
    private WalletCheck() {}

    /**
     * Empty where the wallet holds the key. Where it does not, only what an operator moves there reaches the miners.
     *
     * @param node names a wallet
     * @throws NodeException where the wallet cannot be asked: not loaded, say
     */
    static Optional<String> problem(NodeClient node, PayoutAddress poolAddress) throws NodeException {
        boolean mine = new WalletClient(node).addressInfo(poolAddress).mine();
        return mine
                ? Optional.empty()
                : Optional.of("the wallet '" + name(node) + "' does not hold the key of pool.address " + poolAddress
                        + "; name an address of this wallet (getnewaddress)");
    }

    /** What an operator asks of the wallet; unsound where no payout could be signed now. */
    static Finding finding(NodeClient node, PayoutAddress poolAddress) throws NodeException {
        Optional<String> problem = problem(node, poolAddress);
        if (problem.isPresent()) {
            return new Finding("wallet", false, problem.get());
        }
        WalletClient wallet = new WalletClient(node);
        long spendableSats = wallet.balances().trustedSats();
        return finding(name(node), wallet.info(), spendableSats);
    }

    static Finding finding(String name, WalletInfo info, long spendableSats) {
        if (info.locked()) {
            return new Finding(
                    "wallet",
                    false,
                    "'" + name
                            + "' holds the key of pool.address and is locked, so no payout can be signed; unlock it with"
                            + " walletpassphrase");
        }
        String keys = info.privateKeys()
                ? "' holds the key of pool.address"
                : "' watches pool.address and holds no keys, so each payout waits for a signer";
        String scan = info.scanning() ? "; it reads the chain anew and may not know all of its coins yet" : "";
        return new Finding(
                "wallet",
                true,
                "'" + name + keys + "; " + Satoshis.toBitcoins(spendableSats) + " BTC can be spent" + scan);
    }

    private static String name(NodeClient node) {
        return node.endpoint().wallet().orElseThrow();
    }
}
