package neman.accounting.reward;

/**
 * How a block's reward is divided: what an operator chooses.
 *
 * @param feeBasisPoints the pool's part of each reward, 0 … 10,000
 */
public record RewardRule(RewardPolicy policy, int feeBasisPoints) {
    public RewardRule {
        if (feeBasisPoints < 0 || feeBasisPoints > RewardSplit.WHOLE_BASIS_POINTS) {
            throw new IllegalArgumentException(feeBasisPoints + " basis points are not a fee");
        }
    }
}
