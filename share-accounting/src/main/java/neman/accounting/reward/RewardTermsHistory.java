package neman.accounting.reward;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** All terms that a pool ever had, in the order of their versions. */
public final class RewardTermsHistory {
    private final List<RewardTerms> terms;

    /**
     * @param terms at least one, ascending
     * @throws IllegalArgumentException where they are not: a later version never begins before an earlier one
     */
    public RewardTermsHistory(List<RewardTerms> terms) {
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("a pool without terms divides nothing");
        }
        for (int i = 1; i < terms.size(); i++) {
            RewardTerms before = terms.get(i - 1);
            RewardTerms later = terms.get(i);
            if (later.version() <= before.version() || later.firstSequence() < before.firstSequence()) {
                throw new IllegalArgumentException("terms " + later.version() + " cannot begin at "
                        + later.firstSequence() + " behind terms " + before.version());
            }
        }
        this.terms = List.copyOf(terms);
    }

    /** By which a block with this number is divided; empty where it is older than the first terms. */
    public Optional<RewardTerms> at(long blockSequence) {
        for (int i = terms.size() - 1; i >= 0; i--) {
            if (terms.get(i).firstSequence() <= blockSequence) {
                return Optional.of(terms.get(i));
            }
        }
        return Optional.empty();
    }

    /** The work that fills the widest PPLNS window of all; 0 where there is none. */
    public BigInteger widestCapacity() {
        return terms.stream()
                .map(each -> each.rule().policy())
                .filter(policy -> policy.scheme() == RewardScheme.PPLNS)
                .map(RewardPolicy::capacity)
                .reduce(BigInteger.ZERO, BigInteger::max);
    }

    /** Whether any scheme was in force that counts shares. */
    public boolean dividesByShares() {
        return terms.stream().anyMatch(each -> each.rule().policy().scheme() != RewardScheme.SOLO);
    }
}
