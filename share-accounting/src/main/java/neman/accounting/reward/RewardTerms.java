package neman.accounting.reward;

/**
 * A rule and from which number on it holds. Every block with this number or a higher one is divided by it, all of its window,
 * until terms of a higher version begin.
 *
 * @param version counted from 1
 * @param firstSequence in the order of shares and blocks, above 0
 */
public record RewardTerms(int version, long firstSequence, RewardRule rule) {
    public RewardTerms {
        if (version < 1 || firstSequence < 1) {
            throw new IllegalArgumentException("terms " + version + " cannot begin at " + firstSequence);
        }
    }
}
