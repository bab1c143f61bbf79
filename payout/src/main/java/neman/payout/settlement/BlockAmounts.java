package neman.payout.settlement;

import java.util.SortedMap;

/**
 * How a block's reward is split.
 *
 * @param rewardSats the coinbase outputs that pay the pool; the parts sum to it
 * @param sats by account, all above 0
 * @param artefactDigest hex SHA-256 of the artefact from which the split can be recomputed
 */
public record BlockAmounts(
        long rewardSats, long feeSats, long continuitySats, SortedMap<String, Long> sats, String artefactDigest) {
    public BlockAmounts {
        long parts = sats.values().stream().reduce(Math.addExact(feeSats, continuitySats), Math::addExact);
        if (parts != rewardSats) {
            throw new IllegalStateException("the parts sum to " + parts + " sat, the reward is " + rewardSats);
        }
    }
}
