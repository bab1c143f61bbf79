package neman.bitcoin.sandbox.chain;

import java.util.Optional;
import neman.bitcoin.OutPoint;

/** Where a transaction's inputs are looked up: the chain's unspent outputs, or these with the mempool on top. */
@FunctionalInterface
public interface CoinView {
    Optional<Coin> coin(OutPoint outPoint);
}
