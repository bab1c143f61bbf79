package neman.bitcoin.node;

/**
 * What the wallet holds ({@code getbalances}), locked coins included.
 *
 * @param trustedSats confirmed, or unconfirmed change of its own
 * @param pendingSats unconfirmed and from others
 * @param immatureSats coinbase outputs that cannot be spent yet
 */
public record WalletBalances(long trustedSats, long pendingSats, long immatureSats) {}
