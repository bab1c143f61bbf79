package neman.stratum.session;

import java.util.List;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;

/** Where shares go: {@link neman.accounting.journal.ShareJournal#append} in the pool, a journal in memory in tests. */
@FunctionalInterface
public interface ShareSink {
    /**
     * Any thread, never blocks.
     *
     * @param behind stay together with {@code first}; none mostly
     * @return false where the records were not taken; {@code waiter} is never told then
     */
    boolean append(JournalWaiter waiter, JournalRecord first, List<JournalRecord> behind);
}
