package neman.payout.payment;

/**
 * Where a payout batch stands. In order: a batch only moves forward, but for what a reorganisation takes back
 * ({@link #CONFIRMED} or {@link #SETTLED} → {@link #SEEN}, {@link #DISPLACED} → {@link #BROADCAST}) and for a replacement with
 * a higher fee, which is {@link #BUILT}, approved and signed as the first transaction was.
 */
public enum PayoutState {
    /** The items left the miners' available balances. */
    RESERVED,
    /** Inputs are chosen and recorded, a PSBT exists. */
    BUILT,
    /** Enough operators approved the batch's digest. */
    APPROVED,
    /** The complete bytes and the txid are stored. Nothing was sent before. */
    SIGNED,
    /** A node took the bytes. */
    BROADCAST,
    /** A node shows the transaction. */
    SEEN,
    /** In a block of the active chain. */
    CONFIRMED,
    /** Buried deep enough: the miners are paid. */
    SETTLED,
    /** Given back to the miners, before anything was signed. */
    CANCELLED,
    /** A coin that it spends is gone in the active chain: it cannot confirm unless the chain comes back. */
    DISPLACED,
    /** It stayed displaced for 100 blocks: the items are the miners' again. */
    RELEASED;

    /** Whether no further step follows. */
    public boolean isFinal() {
        return this == SETTLED || this == CANCELLED || this == RELEASED;
    }

    /** Whether bytes that can spend the inputs may exist: from here on nothing goes back to the miners. */
    public boolean isSigned() {
        return compareTo(SIGNED) >= 0 && this != CANCELLED;
    }
}
