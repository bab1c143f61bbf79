package neman.accounting.reward;

import java.math.BigInteger;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The sums of a PPLNS window at one moment: with the shares from {@code firstSequence} on it can be continued.
 *
 * @param firstSequence of the oldest share, the one on the edge
 * @param lastSequence of the newest share
 * @param work account (canonical address text) to its work, above 0, the whole of the edge share counted
 */
public record WindowCheckpoint(
        long firstSequence, long lastSequence, BigInteger capacity, SortedMap<String, BigInteger> work) {
    private static final String FORMAT = "neman window checkpoint 1";
    private static final int HEAD_LINES = 3;

    public WindowCheckpoint {
        work = Collections.unmodifiableSortedMap(new TreeMap<>(work));
        if (firstSequence < 1
                || lastSequence < firstSequence
                || capacity.signum() <= 0
                || work.isEmpty()
                || work.values().stream().anyMatch(part -> part.signum() <= 0)) {
            throw new IllegalArgumentException(
                    "the checkpoint of " + firstSequence + " to " + lastSequence + " contradicts itself");
        }
    }

    /**
     * A line each for format, first and last sequence, and capacity, then one for each account in ascending order with its
     * work; integers decimal, lines ended by a line feed.
     */
    public String text() {
        StringBuilder text = new StringBuilder(FORMAT).append('\n');
        text.append(firstSequence).append(' ').append(lastSequence).append('\n');
        text.append(capacity).append('\n');
        work.forEach(
                (account, part) -> text.append(account).append(' ').append(part).append('\n'));
        return text.toString();
    }

    /** @throws IllegalArgumentException where {@code text} is not what {@link #text()} writes */
    public static WindowCheckpoint parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() <= HEAD_LINES || !lines.get(0).equals(FORMAT)) {
            throw new IllegalArgumentException("this is no checkpoint of a window");
        }
        String[] sequences = words(lines.get(1));
        SortedMap<String, BigInteger> work = new TreeMap<>();
        Iterator<String> accounts = lines.listIterator(HEAD_LINES);
        while (accounts.hasNext()) {
            String[] words = words(accounts.next());
            work.put(words[0], new BigInteger(words[1]));
        }
        return new WindowCheckpoint(
                Long.parseLong(sequences[0]), Long.parseLong(sequences[1]), new BigInteger(lines.get(2)), work);
    }

    private static String[] words(String line) {
        String[] words = line.split(" ");
        if (words.length != 2) {
            throw new IllegalArgumentException("'" + line + "' has not two words");
        }
        return words;
    }
}
