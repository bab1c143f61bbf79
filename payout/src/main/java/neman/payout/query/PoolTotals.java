package neman.payout.query;

/**
 * The books in one line, in satoshis. Debit balances of assets, expenses and {@code reorgLossSats}, credit balances of the others.
 *
 * @param paidSats to miners in settled batches
 * @param minedSats coinbase outputs to the pool that are booked and not reversed
 */
public record PoolTotals(
        long minedSats,
        long paidSats,
        long pendingSats,
        long availableSats,
        long heldSats,
        long inPayoutSats,
        long continuitySats,
        long poolFeeSats,
        long networkFeeSats,
        long immatureSats,
        long hotSats,
        long payoutInFlightSats,
        long reorgLossSats) {}
