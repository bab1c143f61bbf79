package neman.payout.simulation;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.bitcoin.Hash256;
import neman.bitcoin.Sha256;

/** PPLNS policy 1 once more, slow and from the plain list of shares, at one network difficulty of 1. */
final class SplitModel {
    static final String FEE = "fee";
    static final String CONTINUITY = "equity:pplns-continuity";
    private static final long WINDOW_UNITS = 2L << 32;

    /** @param units difficulty in multiples of 2^-32 */
    record Share(String account, long units) {}

    private SplitModel() {}

    /** Every part of the reward, fee and continuity under their names; none of 0. */
    static SortedMap<String, Long> split(long rewardSats, int feeBasisPoints, List<Share> shares, Hash256 block) {
        Map<String, Long> work = new TreeMap<>();
        long left = WINDOW_UNITS;
        for (int i = shares.size() - 1; i >= 0 && left > 0; i--) {
            long part = Math.min(left, shares.get(i).units());
            work.merge(shares.get(i).account(), part, Long::sum);
            left -= part;
        }
        work.put(CONTINUITY, left);
        long feeSats = rewardSats * feeBasisPoints / 10_000;
        SortedMap<String, Long> parts = divide(rewardSats - feeSats, work, block);
        parts.put(FEE, feeSats);
        parts.values().removeIf(sats -> sats == 0);
        return parts;
    }

    private static SortedMap<String, Long> divide(long sats, Map<String, Long> work, Hash256 block) {
        BigInteger window = BigInteger.valueOf(WINDOW_UNITS);
        SortedMap<String, Long> parts = new TreeMap<>();
        Map<String, BigInteger> remainders = new TreeMap<>();
        work.forEach((account, units) -> {
            BigInteger[] whole =
                    BigInteger.valueOf(sats).multiply(BigInteger.valueOf(units)).divideAndRemainder(window);
            parts.put(account, whole[0].longValueExact());
            remainders.put(account, whole[1]);
        });
        long missing = sats - parts.values().stream().mapToLong(Long::longValue).sum();
        List<String> order = new ArrayList<>(parts.keySet());
        order.sort(Comparator.<String, BigInteger>comparing(remainders::get)
                .reversed()
                .thenComparing(account -> tie(block, account), Arrays::compareUnsigned));
        order.subList(0, Math.toIntExact(missing)).forEach(account -> parts.merge(account, 1L, Long::sum));
        return parts;
    }

    private static byte[] tie(Hash256 block, String account) {
        return Sha256.hash(block.toHeaderOrder(), account.getBytes(StandardCharsets.UTF_8));
    }
}
