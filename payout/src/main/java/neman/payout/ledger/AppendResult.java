package neman.payout.ledger;

/**
 * What became of a journal.
 *
 * @param journalId of the journal with this key, new or old
 */
public record AppendResult(long journalId, Outcome outcome) {
    /** Whether it was there before. */
    public enum Outcome {
        APPENDED,
        /** The same journal stood there already: a repeat, and no harm. */
        EXISTS
    }
}
