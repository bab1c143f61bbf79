package neman.payout.miner;

/** Why an account is not in a payout, in order of precedence: the first that applies is told. */
public enum WithheldReason {
    /** The account's name is no address of the pool's network: books of another network. */
    NOT_AN_ADDRESS,
    /** It is the address that the coinbases pay: such a payment would look like a block's reward. */
    POOL_ADDRESS,
    /** An operator holds it. */
    HELD,
    DENY_LISTED,
    /** Its first credit is younger than {@link PayoutLimits#firstPayoutDelay}. */
    FIRST_PAYOUT_DELAY,
    /** Its terms changed less than {@link PayoutLimits#termsCoolDown} ago. */
    TERMS_COOL_DOWN,
    BELOW_MINIMUM,
    /** Below what the miner asked for himself, which is above the pool's minimum. */
    BELOW_OWN_MINIMUM,
    /** The batch is full: in outputs, or in satoshis. The next one may take it. */
    BATCH_LIMIT,
    /** What one day may pay is paid. */
    DAY_LIMIT
}
