package neman.console.view;

/**
 * What the ledger says, summed over all miners. In satoshis.
 *
 * @param pendingSats earned in blocks that may still be orphaned
 * @param availableSats to be paid with the next run
 * @param heldSats kept back by the operator
 * @param inPayoutSats in payouts that the chain has not settled yet
 * @param paidSats settled payouts since the beginning
 * @param feeSats the pool's fee since the beginning
 * @param continuitySats what no share earned while the window was young (the account {@code equity:pplns-continuity})
 */
public record PoolBalances(
        long pendingSats,
        long availableSats,
        long heldSats,
        long inPayoutSats,
        long paidSats,
        long feeSats,
        long continuitySats) {
    public static final PoolBalances NOTHING = new PoolBalances(0, 0, 0, 0, 0, 0, 0);
}
