package neman.accounting.round;

import java.util.Optional;
import neman.accounting.reward.FrozenWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardTerms;

/**
 * All that is needed, besides the reward, to divide it.
 *
 * @param terms that the policy and the fee are part of; empty in rounds from before terms were recorded
 */
public record Round(FoundBlock block, FrozenWindow window, RewardPolicy policy, Optional<RewardTerms> terms) {
    public Round {
        if (!policy.allows(window)) {
            throw new IllegalArgumentException("block " + block.hash() + ": the window is none of policy " + policy);
        }
        if (window.lastSequence() >= block.sequence()) {
            throw new IllegalArgumentException("block " + block.hash() + ": the window reaches beyond the block");
        }
        if (terms.isPresent() && !hold(terms.get(), block, policy)) {
            throw new IllegalArgumentException("block " + block.hash() + ": its terms are not " + terms.get());
        }
    }

    private static boolean hold(RewardTerms terms, FoundBlock block, RewardPolicy policy) {
        return terms.firstSequence() <= block.sequence()
                && terms.rule().policy().equals(policy);
    }
}
