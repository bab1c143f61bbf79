package neman.bitcoin.node;

import java.util.Optional;
import neman.bitcoin.OutPoint;

/**
 * A coin of the wallet that is not locked ({@code listunspent}).
 *
 * @param address as the node writes it; absent for scripts without one
 * @param script the whole output script; not to be changed
 * @param spendable the wallet has the keys
 */
public record Unspent(
        OutPoint outPoint, Optional<String> address, byte[] script, long sats, int confirmations, boolean spendable) {}
