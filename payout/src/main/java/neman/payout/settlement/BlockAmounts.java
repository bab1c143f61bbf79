package neman.payout.settlement;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a block's reward is split.
 *
 * @param rewardSats the coinbase outputs that pay the pool; the parts sum to it
 * @param sats by account, all above 0: what the split gives, donations not yet taken
 * @param donations by account, out of {@code sats}: what the miner leaves to the pool
 * @param artefactDigest hex SHA-256 of the artefact from which the split can be recomputed
 */
public record BlockAmounts(
        long rewardSats,
        long feeSats,
        long continuitySats,
        SortedMap<String, Long> sats,
        SortedMap<String, Long> donations,
        String artefactDigest) {
    public BlockAmounts {
        long parts = sats.values().stream().reduce(Math.addExact(feeSats, continuitySats), Math::addExact);
        if (parts != rewardSats) {
            throw new IllegalStateException("the parts sum to " + parts + " sat, the reward is " + rewardSats);
        }
        donations.forEach((account, donated) -> {
            if (donated < 0 || donated > sats.getOrDefault(account, 0L)) {
                throw new IllegalStateException(account + " donates " + donated + " sat, more than its part");
            }
        });
    }

    /** What each miner is credited with, all above 0. */
    public SortedMap<String, Long> creditedSats() {
        SortedMap<String, Long> credited = new TreeMap<>(sats);
        donations.forEach((account, donated) -> credited.merge(account, -donated, Math::addExact));
        credited.values().removeIf(left -> left == 0);
        return credited;
    }

    public long donatedSats() {
        return donations.values().stream().reduce(0L, Math::addExact);
    }
}
