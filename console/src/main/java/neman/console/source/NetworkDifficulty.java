package neman.console.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Target;

/**
 * What a block needs, for shows. Not a {@link Difficulty}: those end at 2^31, the networks' do not.
 *
 * @param decimal rounded to twelve digits
 */
record NetworkDifficulty(BigDecimal decimal) {
    private static final MathContext TWELVE_DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

    static NetworkDifficulty of(Target target) {
        BigDecimal diff1 = new BigDecimal(Target.DIFFICULTY_1.value());
        BigDecimal decimal = diff1.divide(new BigDecimal(target.value()), TWELVE_DIGITS);
        return new NetworkDifficulty(decimal.stripTrailingZeros());
    }

    /** @param units difficulty × 2^32 @return how many blocks that work finds on average */
    double expectedBlocks(BigInteger units) {
        BigDecimal perBlock = decimal.multiply(BigDecimal.valueOf(Difficulty.UNITS_PER_ONE));
        return new BigDecimal(units).divide(perBlock, TWELVE_DIGITS).doubleValue();
    }
}
