package neman.bitcoin.sandbox.wallet;

import neman.bitcoin.OutPoint;
import neman.bitcoin.sandbox.chain.Coin;

/** @param confirmations 0 in the mempool */
public record WalletCoin(OutPoint outPoint, Coin coin, WalletKey key, int confirmations) {
    public long valueSats() {
        return coin.valueSats();
    }
}
