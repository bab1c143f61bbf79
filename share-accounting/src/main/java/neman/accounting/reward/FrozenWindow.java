package neman.accounting.reward;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.bitcoin.Sha256;

/**
 * What one block is divided by, as it stood when the block was found.
 *
 * @param firstSequence of the share on the edge; of the block itself where no share came before it
 * @param lastSequence of the newest share; {@code firstSequence − 1} where there is none
 * @param edge the part of the first share that counts
 * @param capacity by which the reward is divided: of PPLNS the work of a full window, of PROP the sum of all, of SOLO 1
 * @param work account (canonical address text) to work above 0, the edge share by its part; the sum is at most the
 *     capacity, below it only at a cold start. Of PROP the winning share is in it, whose number is behind the last
 * @param digest hex SHA-256 of {@link #canonicalText}
 */
public record FrozenWindow(
        long firstSequence,
        long lastSequence,
        EdgeFraction edge,
        BigInteger capacity,
        SortedMap<String, BigInteger> work,
        String digest) {
    public FrozenWindow {
        work = Collections.unmodifiableSortedMap(new TreeMap<>(work));
        BigInteger sum = work.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
        if (sum.compareTo(capacity) > 0
                || work.values().stream().anyMatch(part -> part.signum() <= 0)
                || lastSequence < firstSequence - 1) {
            throw new IllegalArgumentException(
                    "the window " + firstSequence + " to " + lastSequence + " contradicts itself");
        }
        if (!digest.equals(digestOf(canonicalText(firstSequence, lastSequence, edge, capacity, work)))) {
            throw new IllegalArgumentException(
                    "the window " + firstSequence + " to " + lastSequence + " is not the one with digest " + digest);
        }
    }

    /** Of a block that no share came before. */
    public static FrozenWindow empty(long blockSequence, BigInteger capacity) {
        return of(blockSequence, blockSequence - 1, EdgeFraction.WHOLE, capacity, new TreeMap<>());
    }

    /** Computes the digest. */
    public static FrozenWindow of(
            long firstSequence,
            long lastSequence,
            EdgeFraction edge,
            BigInteger capacity,
            SortedMap<String, BigInteger> work) {
        String digest = digestOf(canonicalText(firstSequence, lastSequence, edge, capacity, work));
        return new FrozenWindow(firstSequence, lastSequence, edge, capacity, work, digest);
    }

    /**
     * What is hashed: a line each for format, first and last sequence, edge fraction and capacity, then one for each account
     * in ascending order with its work; integers decimal, lines ended by a line feed, UTF-8.
     */
    public String canonicalText() {
        return canonicalText(firstSequence, lastSequence, edge, capacity, work);
    }

    private static String canonicalText(
            long first, long last, EdgeFraction edge, BigInteger capacity, SortedMap<String, BigInteger> work) {
        StringBuilder text = new StringBuilder("neman window 1\n");
        text.append(first).append(' ').append(last).append('\n');
        text.append(edge).append('\n');
        text.append(capacity).append('\n');
        work.forEach(
                (account, part) -> text.append(account).append(' ').append(part).append('\n'));
        return text.toString();
    }

    private static String digestOf(String text) {
        return HexFormat.of().formatHex(Sha256.hash(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The sum over all accounts. */
    public BigInteger totalWork() {
        return work.values().stream().reduce(BigInteger.ZERO, BigInteger::add);
    }
}
