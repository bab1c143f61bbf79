package neman.accounting.reward;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import neman.bitcoin.Target;

/** Work of shares; remembers the expansions of nbits, of which a history has a handful. Not thread-safe. */
public final class ShareWork {
    /** More retargets than this within one process are unheard of; then the memory is simply begun anew. */
    private static final int MAX_TARGETS = 1_000;

    private final Map<Integer, BigInteger> targets = new HashMap<>();

    /**
     * @param difficultyUnits multiples of 2^-32, at least 1
     * @param nbits of the job that the share names
     * @return units × target
     */
    public BigInteger of(long difficultyUnits, int nbits) {
        return of(BigInteger.valueOf(difficultyUnits), nbits);
    }

    /** As the other, of a sum of many shares. */
    public BigInteger of(BigInteger difficultyUnits, int nbits) {
        return target(nbits).multiply(difficultyUnits);
    }

    BigInteger target(int nbits) {
        if (targets.size() >= MAX_TARGETS) {
            targets.clear();
        }
        return targets.computeIfAbsent(nbits, key -> Target.ofCompact(key).value());
    }
}
