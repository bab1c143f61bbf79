package neman.accounting.journal;

/**
 * A place in an instance's journals, between two records. With the instance number it identifies what stands before it.
 *
 * @param journal the file's number: start counter × 2^32 + its place among the files of that start, so that it grows even
 *     where the directory was emptied
 * @param offset bytes from the file's beginning
 */
public record JournalPosition(long journal, long offset) implements Comparable<JournalPosition> {
    /** Before everything. */
    public static final JournalPosition START = new JournalPosition(0, 0);

    public JournalPosition {
        if (journal < 0 || offset < 0) {
            throw new IllegalArgumentException("a journal position is not negative: " + journal + "-" + offset);
        }
    }

    /** Reads what {@link #toString} writes. */
    public static JournalPosition parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1) {
            throw new IllegalArgumentException("'" + text + "' is not a journal position");
        }
        return new JournalPosition(Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
    }

    static long journalNumber(int startCounter, int index) {
        return (long) startCounter << 32 | index;
    }

    int startCounter() {
        return (int) (journal >>> 32);
    }

    public JournalPosition withOffset(long newOffset) {
        return new JournalPosition(journal, newOffset);
    }

    @Override
    public int compareTo(JournalPosition other) {
        int byJournal = Long.compare(journal, other.journal);
        return byJournal != 0 ? byJournal : Long.compare(offset, other.offset);
    }

    /** {@code <journal>-<offset>}: the id under which Redis keeps a stream entry that ends here. */
    @Override
    public String toString() {
        return journal + "-" + offset;
    }
}
