package neman.stratum.block;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A block on its way to being decided: its record, and where its bytes come from. Any thread. */
final class TrackedBlock {
    /** The whole serialisation, megabytes; made anew each time, because it is seldom asked for twice. */
    @FunctionalInterface
    interface Bytes {
        byte[] read() throws IOException;
    }

    /** What became of the record by one node's word. */
    record Change(FoundBlock before, FoundBlock after) {}

    private final long sinceNanos = System.nanoTime();
    private Bytes bytes;
    private FoundBlock record;
    private boolean stored;
    private boolean willBeSaved;
    private boolean abandoned;

    /** @param stored whether its bytes are on disk already */
    TrackedBlock(FoundBlock record, Bytes bytes, boolean stored) {
        this.record = record;
        this.bytes = bytes;
        this.stored = stored;
    }

    synchronized FoundBlock record() {
        return record;
    }

    byte[] bytes() throws IOException {
        Bytes from;
        synchronized (this) {
            from = bytes;
        }
        return from.read();
    }

    /** They come from elsewhere from now on, so that what held them until now can leave the memory. */
    synchronized void comesFrom(Bytes elsewhere) {
        bytes = elsewhere;
    }

    Duration age() {
        return Duration.ofNanos(System.nanoTime() - sinceNanos);
    }

    /** @param node its index among the record's */
    synchronized Change update(int node, UnaryOperator<NodeReport> change) {
        FoundBlock before = record;
        List<NodeReport> reports = new ArrayList<>(before.nodes());
        reports.set(node, change.apply(reports.get(node)));
        record = before.with(reports);
        return new Change(before, record);
    }

    synchronized boolean needsNoMore() {
        return abandoned || record.state().isDecided();
    }

    /** Nobody asks for it any more in this start. */
    synchronized void abandon() {
        abandoned = true;
    }

    /** Returns whether the caller is to save it; until {@link #beginSave} nobody else is. */
    synchronized boolean claimSave() {
        boolean claimed = !willBeSaved;
        willBeSaved = true;
        return claimed;
    }

    /** What is to be written; later changes claim another save. */
    synchronized FoundBlock beginSave() {
        willBeSaved = false;
        return record;
    }

    synchronized boolean isStored() {
        return stored;
    }

    synchronized void markStored() {
        stored = true;
    }
}
