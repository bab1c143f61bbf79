package neman.stratum.session;

import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;

/** Where shares go: {@link neman.accounting.journal.ShareJournal#append} in the pool, a journal in memory in tests. */
@FunctionalInterface
public interface ShareSink {
    /**
     * Any thread, never blocks.
     *
     * @return false where the records were not taken; {@code waiter} is never told then
     */
    boolean append(JournalWaiter waiter, JournalRecord... records);
}
