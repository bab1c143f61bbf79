package neman.accounting.transport;

import java.time.Duration;
import java.util.function.LongSupplier;
import neman.accounting.journal.JournalPosition;

/**
 * For how long what stands in the journal has not arrived somewhere: the age of a mark that is set at the journal's end and set
 * anew when it was reached. Noted by one thread, asked by any.
 */
final class LagMeter {
    private final LongSupplier nanoTime;
    private JournalPosition mark = JournalPosition.START;
    private long markedNanos;

    /** @param nanoTime as {@link System#nanoTime} */
    LagMeter(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /**
     * @param end the journal's durable end
     * @param arrived up to where it is there
     */
    synchronized void note(JournalPosition end, JournalPosition arrived) {
        boolean reached = arrived.compareTo(mark) >= 0;
        if (reached && end.compareTo(arrived) > 0) {
            mark = end;
            markedNanos = nanoTime.getAsLong();
        } else if (reached) {
            mark = JournalPosition.START;
        }
    }

    /** Zero where all has arrived. */
    synchronized Duration lag() {
        return mark.equals(JournalPosition.START)
                ? Duration.ZERO
                : Duration.ofNanos(nanoTime.getAsLong() - markedNanos);
    }
}
