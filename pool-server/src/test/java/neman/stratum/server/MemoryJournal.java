package neman.stratum.server;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalWaiter;
import neman.stratum.session.ShareSink;

/** A journal in memory that forces at once, when told, or never takes anything. */
final class MemoryJournal implements ShareSink {
    enum Mode {
        FORCE_AT_ONCE,
        HOLD,
        REFUSE
    }

    private final List<JournalRecord> records = new ArrayList<>();
    private final List<JournalWaiter> held = new ArrayList<>();
    private Mode mode = Mode.FORCE_AT_ONCE;

    synchronized void mode(Mode next) {
        mode = next;
    }

    @Override
    public synchronized boolean append(JournalWaiter waiter, JournalRecord first, List<JournalRecord> behind) {
        if (mode == Mode.REFUSE) {
            return false;
        }
        records.add(first);
        records.addAll(behind);
        if (mode == Mode.HOLD) {
            held.add(waiter);
        } else {
            waiter.onDurable();
        }
        return true;
    }

    /** Lets go of what it has. */
    synchronized void forget() {
        records.clear();
    }

    synchronized int heldCount() {
        return held.size();
    }

    /** Tells the waiter that came as number {@code index}. */
    synchronized void force(int index) {
        held.get(index).onDurable();
    }

    /** Tells all that wait, which are then held no longer. */
    synchronized void forceHeld() {
        held.forEach(JournalWaiter::onDurable);
        held.clear();
    }

    synchronized void fail(int index) {
        held.get(index).onFailure(new IOException("no space left on device"));
    }

    synchronized <T extends JournalRecord> List<T> of(Class<T> type) {
        return records.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
