package neman.accounting.reward;

/** How a block's reward is divided. */
public enum RewardScheme {
    /** By the last X expected blocks' worth of shares, whoever found them. */
    PPLNS,
    /** By all shares since the block before, the winning one included. */
    PROP,
    /** To the finder alone. */
    SOLO
}
