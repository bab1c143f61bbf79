package neman.deploy.wiring;

import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;

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

    static String name(NodeClient node) {
        return node.endpoint().wallet().orElseThrow();
    }
}
