package neman.bitcoin.sandbox.wallet;

import java.util.HexFormat;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.crypto.ECKey;

/**
 * A key of the wallet and the P2WPKH address that it can spend from.
 *
 * @param index its place in the derivation
 * @param change whether its address takes change only
 */
public record WalletKey(int index, boolean change, ECKey key, PayoutAddress address) {
    static WalletKey of(int index, boolean change, byte[] secret) {
        ECKey key = ECKey.fromPrivate(secret);
        String address =
                key.toAddress(ScriptType.P2WPKH, BitcoinNetwork.REGTEST).toString();
        return new WalletKey(index, change, key, PayoutAddress.parse(Network.SANDBOX, address));
    }

    /** 33 bytes. */
    public byte[] publicKey() {
        return key.getPubKey();
    }

    public String publicKeyHex() {
        return HexFormat.of().formatHex(publicKey());
    }
}
