package neman.bitcoin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * How hard a share is, relative to difficulty 1 (target 0xffff × 2^208): an exact multiple of 2^-32.
 *
 * <p>Everything that the pool credits is counted in these multiples ("units"), never in floating point.
 *
 * @param units difficulty × 2^32, at least 1
 */
public record Difficulty(long units) implements Comparable<Difficulty> {
    /** The units of difficulty 1. */
    public static final long UNITS_PER_ONE = 1L << 32;

    public static final Difficulty ONE = new Difficulty(UNITS_PER_ONE);

    /** The hardest that a long can hold: 2^31 − 2^-32. */
    public static final Difficulty MAX = new Difficulty(Long.MAX_VALUE);

    private static final BigDecimal SMALLEST = BigDecimal.ONE.divide(BigDecimal.valueOf(UNITS_PER_ONE));
    private static final BigDecimal LIMIT = BigDecimal.valueOf(1L << 31);

    public Difficulty {
        if (units < 1) {
            throw new IllegalArgumentException("a difficulty is at least 2^-32, not " + units + " × 2^-32");
        }
    }

    /**
     * The nearest multiple of 2^-32 below {@code decimal}; whole at 1 and above, because some firmware cuts fractions there.
     *
     * @throws IllegalArgumentException below 2^-32 or at 2^31 and above
     */
    public static Difficulty of(BigDecimal decimal) {
        // First the range: a huge exponent, which a miner may send, must not become a huge integer.
        if (decimal.compareTo(SMALLEST) < 0 || decimal.compareTo(LIMIT) >= 0) {
            throw new IllegalArgumentException("difficulty " + decimal + " is not between 2^-32 and 2^31");
        }
        boolean whole = decimal.compareTo(BigDecimal.ONE) >= 0;
        BigDecimal kept = whole ? decimal.setScale(0, RoundingMode.DOWN) : decimal;
        return new Difficulty(
                kept.multiply(BigDecimal.valueOf(UNITS_PER_ONE)).toBigInteger().longValueExact());
    }

    public static Difficulty of(String decimal) {
        return of(new BigDecimal(decimal));
    }

    /** The easiest difficulty whose target is not above {@code target}, capped at {@link #MAX}: floor(diff1 × 2^32 ÷ target). */
    public static Difficulty ofTarget(Target target) {
        BigInteger units = Target.DIFFICULTY_1.value().shiftLeft(32).divide(target.value());
        return units.bitLength() > 63 ? MAX : new Difficulty(Math.max(1, units.longValue()));
    }

    /** floor(diff1 ÷ difficulty), at most 2^256 − 1. */
    public Target target() {
        BigInteger value = Target.DIFFICULTY_1.value().shiftLeft(32).divide(BigInteger.valueOf(units));
        BigInteger highest = BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE);
        return Target.of(value.min(highest));
    }

    /** Exact, without trailing zeros and without an exponent: what {@code mining.set_difficulty} carries. */
    public BigDecimal toDecimal() {
        return BigDecimal.valueOf(units)
                .divide(BigDecimal.valueOf(UNITS_PER_ONE))
                .stripTrailingZeros();
    }

    @Override
    public int compareTo(Difficulty other) {
        return Long.compare(units, other.units);
    }

    @Override
    public String toString() {
        return toDecimal().toPlainString();
    }
}
