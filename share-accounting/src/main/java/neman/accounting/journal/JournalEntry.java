package neman.accounting.journal;

/**
 * A record in its place.
 *
 * @param position where it begins: with the instance, its identity
 * @param end where the next one begins
 */
public record JournalEntry(JournalPosition position, JournalPosition end, JournalRecord record) {}
