package neman.accounting.round;

import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;

/** All that is needed, besides the reward and the fee, to divide a block's reward. */
public record Round(FoundBlock block, FrozenWindow window, RewardPolicy policy) {
    public Round {
        if (!policy.allows(window)) {
            throw new IllegalArgumentException("block " + block.hash() + ": the window is none of policy " + policy);
        }
        if (window.lastSequence() >= block.sequence()) {
            throw new IllegalArgumentException("block " + block.hash() + ": the window reaches beyond the block");
        }
    }
}
