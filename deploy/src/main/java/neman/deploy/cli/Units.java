package neman.deploy.cli;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import neman.bitcoin.Satoshis;

/** Numbers as people read them on one line. */
final class Units {
    private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E", "Z", "Y"};
    private static final BigInteger THOUSAND = BigInteger.valueOf(1_000);

    private Units() {}

    /** {@code 89.4 kH/s}. */
    static String hashrate(BigInteger hashesPerSecond) {
        int prefix = 0;
        BigInteger rest = hashesPerSecond;
        while (rest.compareTo(THOUSAND) >= 0 && prefix < PREFIXES.length - 1) {
            rest = rest.divide(THOUSAND);
            prefix++;
        }
        BigDecimal scaled = new BigDecimal(hashesPerSecond).movePointLeft(3 * prefix);
        int digits = prefix == 0 ? 0 : Math.max(0, 3 - rest.toString().length());
        return scaled.setScale(digits, RoundingMode.DOWN).toPlainString() + " " + PREFIXES[prefix] + "H/s";
    }

    /** {@code 150.00000000 BTC}. */
    static String bitcoins(long satoshis) {
        return Satoshis.toBitcoins(satoshis) + " BTC";
    }
}
