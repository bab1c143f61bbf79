package neman.bitcoin;

import java.math.BigDecimal;

/** Amounts are whole satoshis in a {@code long} everywhere; this reads and writes them as bitcoins at the edges. */
public final class Satoshis {
    public static final long PER_BITCOIN = 100_000_000L;

    /** 21 million bitcoins: no amount is above it. */
    public static final long MAX_MONEY = 21_000_000L * PER_BITCOIN;

    private Satoshis() {}

    /**
     * @param bitcoins a decimal with at most 8 digits after the point, between 0 and 21 million
     * @throws IllegalArgumentException otherwise
     */
    public static long ofBitcoins(BigDecimal bitcoins) {
        try {
            long satoshis = bitcoins.movePointRight(8).longValueExact();
            if (satoshis < 0 || satoshis > MAX_MONEY) {
                throw new IllegalArgumentException(bitcoins + " BTC is not between 0 and 21 million");
            }
            return satoshis;
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(bitcoins + " BTC is not a whole number of satoshis", e);
        }
    }

    /** With exactly 8 digits after the point: {@code 0.00100000}. */
    public static String toBitcoins(long satoshis) {
        return BigDecimal.valueOf(satoshis, 8).toPlainString();
    }
}
