package neman.bitcoin.node;

import java.util.Optional;
import neman.bitcoin.Hash256;

/**
 * A transaction of the wallet ({@code gettransaction}).
 *
 * @param confirmations 0 unconfirmed; negative: that many blocks ago another transaction spent one of its inputs
 * @param block where it is confirmed
 * @param bytes the whole serialisation, with witness; not to be changed
 */
public record WalletTransaction(Hash256 txid, int confirmations, Optional<Hash256> block, byte[] bytes) {}
