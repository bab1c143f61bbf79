package neman.accounting.reward;

/** How a block's reward is divided. */
public enum RewardScheme {
    /** By the last X expected blocks' worth of shares, whoever found them. */
    PPLNS
}
