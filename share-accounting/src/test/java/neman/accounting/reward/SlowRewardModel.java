package neman.accounting.reward;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import neman.bitcoin.Hash256;

/**
 * The rule of the design read literally, with fractions in expected blocks, a walk backwards over the whole history and
 * satoshis handed out one by one. Shares no code with what it judges but the hash's type.
 */
final class SlowRewardModel {
    static final BigInteger DIFF1 = new BigInteger("ffff" + "0".repeat(52), 16);

    record Fraction(BigInteger over, BigInteger under) implements Comparable<Fraction> {
        static final Fraction ZERO = new Fraction(BigInteger.ZERO, BigInteger.ONE);

        Fraction plus(Fraction other) {
            return new Fraction(over.multiply(other.under).add(other.over.multiply(under)), under.multiply(other.under))
                    .reduced();
        }

        Fraction minus(Fraction other) {
            return plus(new Fraction(other.over.negate(), other.under));
        }

        Fraction times(Fraction other) {
            return new Fraction(over.multiply(other.over), under.multiply(other.under)).reduced();
        }

        Fraction dividedBy(Fraction other) {
            return times(new Fraction(other.under, other.over));
        }

        BigInteger floor() {
            return over.divide(under);
        }

        private Fraction reduced() {
            BigInteger divisor = over.gcd(under).max(BigInteger.ONE);
            return new Fraction(over.divide(divisor), under.divide(divisor));
        }

        @Override
        public int compareTo(Fraction other) {
            return over.multiply(other.under).compareTo(other.over.multiply(under));
        }
    }

    record Share(long sequence, String account, long units, int nbits) {
        /** d × network target ÷ diff1 with d = units ÷ 2^32. */
        Fraction weight() {
            BigInteger target = BigInteger.valueOf(nbits & 0xffffff).shiftLeft(8 * ((nbits >>> 24) - 3));
            return new Fraction(BigInteger.valueOf(units).multiply(target), DIFF1.shiftLeft(32)).reduced();
        }
    }

    /** Account to weight in the window, and which share is on the edge with which part. */
    record Window(Map<String, Fraction> weights, long first, Fraction edge) {}

    private SlowRewardModel() {}

    static Window window(List<Share> history, long blockSequence, Fraction size) {
        Map<String, Fraction> weights = new TreeMap<>();
        Fraction left = size;
        long first = blockSequence;
        Fraction edge = new Fraction(BigInteger.ONE, BigInteger.ONE);
        for (int i = history.size() - 1; i >= 0 && left.compareTo(Fraction.ZERO) > 0; i--) {
            Share share = history.get(i);
            if (share.sequence() >= blockSequence) {
                continue;
            }
            Fraction weight = share.weight();
            Fraction counted = weight.compareTo(left) <= 0 ? weight : left;
            weights.merge(share.account(), counted, Fraction::plus);
            left = left.minus(counted);
            first = share.sequence();
            edge = counted.dividedBy(weight);
        }
        return new Window(weights, first, edge);
    }

    static Map<String, Long> split(long minersSats, Window window, Fraction size, Hash256 block) {
        Map<String, Fraction> exact = new TreeMap<>();
        Fraction missing = size;
        Fraction perUnit = new Fraction(BigInteger.valueOf(minersSats), BigInteger.ONE).dividedBy(size);
        for (Map.Entry<String, Fraction> entry : window.weights().entrySet()) {
            exact.put(entry.getKey(), entry.getValue().times(perUnit));
            missing = missing.minus(entry.getValue());
        }
        exact.put("equity:pplns-continuity", missing.times(perUnit));
        Map<String, Long> sats = new TreeMap<>();
        exact.forEach((account, part) -> sats.put(account, part.floor().longValueExact()));
        Set<String> served = new HashSet<>();
        while (sats.values().stream().mapToLong(Long::longValue).sum() < minersSats) {
            String next = neediest(exact, served, block);
            sats.merge(next, 1L, Long::sum);
            served.add(next);
        }
        sats.values().removeIf(part -> part == 0);
        return sats;
    }

    private static String neediest(Map<String, Fraction> exact, Set<String> served, Hash256 block) {
        List<String> best = new ArrayList<>();
        Fraction most = new Fraction(BigInteger.ONE.negate(), BigInteger.ONE);
        for (Map.Entry<String, Fraction> entry : exact.entrySet()) {
            Fraction part = entry.getValue();
            Fraction remainder = part.minus(new Fraction(part.floor(), BigInteger.ONE));
            if (served.contains(entry.getKey()) || remainder.compareTo(most) < 0) {
                continue;
            }
            if (remainder.compareTo(most) > 0) {
                best.clear();
            }
            most = remainder;
            best.add(entry.getKey());
        }
        // Lower-case hex sorts as unsigned bytes do.
        best.sort((a, b) -> tieHash(block, a).compareTo(tieHash(block, b)));
        return best.get(0);
    }

    private static String tieHash(Hash256 block, String account) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(block.toHeaderOrder());
            return HexFormat.of().formatHex(digest.digest(account.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
