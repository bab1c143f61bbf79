package neman.accounting.reward;

import java.math.BigDecimal;
import java.math.BigInteger;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;

/**
 * The rule that rounds are closed by; recorded with each round, so that a later rule changes no earlier one.
 *
 * @param window X of PPLNS, in expected blocks, above 0 and at most {@value #MAX_WINDOW}; 1 for schemes without such a window
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
        if (scheme != RewardScheme.PPLNS && window.compareTo(BigDecimal.ONE) != 0) {
            throw new IllegalArgumentException(scheme + " has no window, so " + window + " says nothing");
        }
        capacityOf(window);
    }

    /** By all shares since the block before. */
    public static final RewardPolicy PROP = new RewardPolicy(RewardScheme.PROP, BigDecimal.ONE, VERSION);

    /** All to the finder. */
    public static final RewardPolicy SOLO = new RewardPolicy(RewardScheme.SOLO, BigDecimal.ONE, VERSION);

    public static RewardPolicy pplns(BigDecimal window) {
        return new RewardPolicy(RewardScheme.PPLNS, window, VERSION);
    }

    /** Without a share yet. */
    public RewardWindow newWindow() {
        return switch (scheme) {
            case PPLNS -> new PplnsWindow(capacity());
            case PROP -> new PropWindow();
            case SOLO -> new SoloWindow();
        };
    }

    /** Whether {@code frozen} can be a window under this policy. */
    public boolean allows(FrozenWindow frozen) {
        return switch (scheme) {
            case PPLNS -> frozen.capacity().equals(capacity());
            case PROP -> frozen.capacity().equals(frozen.totalWork().max(BigInteger.ONE));
            case SOLO ->
                frozen.capacity().equals(BigInteger.ONE) && frozen.work().size() == 1;
        };
    }

    /** The work that fills the window of PPLNS: X × 2^32 × diff1. */
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
