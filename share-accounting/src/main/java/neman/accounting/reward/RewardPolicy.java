package neman.accounting.reward;

import java.math.BigDecimal;
import java.math.BigInteger;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;

/**
 * The rule that rounds are closed by; recorded with each round, so that a later rule changes no earlier one.
 *
 * @param window X, in expected blocks, above 0 and at most {@value #MAX_WINDOW}
 * @param version of the arithmetic, now 1
 */
public record RewardPolicy(RewardScheme scheme, BigDecimal window, int version) {
    public static final int VERSION = 1;
    public static final int MAX_WINDOW = 100;

    private static final BigInteger WORK_OF_ONE_BLOCK =
            Target.DIFFICULTY_1.value().multiply(BigInteger.valueOf(Difficulty.UNITS_PER_ONE));

    /** PPLNS over two expected blocks. */
    public static final RewardPolicy DEFAULT = pplns(BigDecimal.valueOf(2));

    public RewardPolicy {
        if (window.signum() <= 0 || window.compareTo(BigDecimal.valueOf(MAX_WINDOW)) > 0) {
            throw new IllegalArgumentException("a window lies above 0 and up to " + MAX_WINDOW + ", not " + window);
        }
        window = window.stripTrailingZeros();
        if (version != VERSION) {
            throw new IllegalArgumentException("reward policy version " + version + " is not known");
        }
        capacityOf(window);
    }

    public static RewardPolicy pplns(BigDecimal window) {
        return new RewardPolicy(RewardScheme.PPLNS, window, VERSION);
    }

    /** The work that fills the window: X × 2^32 × diff1. */
    public BigInteger capacity() {
        return capacityOf(window);
    }

    private static BigInteger capacityOf(BigDecimal window) {
        try {
            return window.multiply(new BigDecimal(WORK_OF_ONE_BLOCK)).toBigIntegerExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "a window of " + window + " cannot be kept exactly; use one decimal, or quarters as in 2.25", e);
        }
    }
}
