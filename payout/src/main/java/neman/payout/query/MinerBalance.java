package neman.payout.query;

/**
 * What the pool owes one account, and what it paid.
 *
 * @param pendingSats from blocks that are not mature
 * @param availableSats can be paid
 * @param heldSats kept back by an operator
 * @param inPayoutSats in a batch that is not settled
 * @param paidSats in settled batches
 */
public record MinerBalance(
        String account, long pendingSats, long availableSats, long heldSats, long inPayoutSats, long paidSats) {}
