package neman.accounting.reward;

import java.math.BigInteger;

/**
 * Which part of the oldest share lies inside a window, in lowest terms.
 *
 * @param numerator above 0, at most the denominator
 */
public record EdgeFraction(BigInteger numerator, BigInteger denominator) {
    public static final EdgeFraction WHOLE = new EdgeFraction(BigInteger.ONE, BigInteger.ONE);

    public EdgeFraction {
        if (numerator.signum() <= 0
                || numerator.compareTo(denominator) > 0
                || !numerator.gcd(denominator).equals(BigInteger.ONE)) {
            throw new IllegalArgumentException(
                    numerator + "/" + denominator + " is not a part of a share in lowest terms");
        }
    }

    /** Reduces. */
    public static EdgeFraction of(BigInteger part, BigInteger whole) {
        BigInteger divisor = part.gcd(whole);
        return new EdgeFraction(part.divide(divisor), whole.divide(divisor));
    }

    @Override
    public String toString() {
        return numerator + "/" + denominator;
    }
}
