package neman.payout.payment;

/** Where a payout batch stands. In order: a batch only moves forward, but for {@link #CONFIRMED} → {@link #SEEN}. */
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
    CANCELLED;

    /** Whether no further step follows. */
    public boolean isFinal() {
        return this == SETTLED || this == CANCELLED;
    }

    /** Whether bytes that can spend the inputs may exist: from here on nothing goes back to the miners. */
    public boolean isSigned() {
        return compareTo(SIGNED) >= 0 && this != CANCELLED;
    }
}
