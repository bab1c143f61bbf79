package neman.accounting.intake;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import neman.accounting.journal.BarrierRecord;
import neman.accounting.journal.BlockRecord;
import neman.accounting.journal.JournalBatch;
import neman.accounting.journal.JournalEntry;
import neman.accounting.journal.JournalFileHeader;
import neman.accounting.journal.JournalPosition;
import neman.bitcoin.Hash256;

/** One instance's journal as the intake reads it: what came and is not consumed yet. The intake's thread's. */
final class InstanceTrack {
    private final int instance;
    private final Deque<JournalEntry> ahead = new ArrayDeque<>();
    private JournalPosition committed;
    private JournalPosition consumed;
    private JournalPosition read;
    private JournalPosition gapReported;
    private boolean drained;

    InstanceTrack(int instance, JournalPosition committed) {
        this.instance = instance;
        this.committed = committed;
        consumed = committed;
        read = committed;
    }

    int instance() {
        return instance;
    }

    /** What the database says; from here the stream can be built again at any time. */
    JournalPosition committed() {
        return committed;
    }

    void setCommitted(JournalPosition position) {
        committed = position;
    }

    /** Behind the last entry that was taken by {@link #consume}. */
    JournalPosition consumed() {
        return consumed;
    }

    /** Behind the last entry that was offered. */
    JournalPosition read() {
        return read;
    }

    /** How many records came and are not consumed yet. */
    int ahead() {
        return ahead.size();
    }

    /** Says that nothing came when the stream was last read. */
    void noteNothingCame() {
        drained = true;
    }

    /** Whether all that the stream held has been consumed, as far as is known. */
    boolean isDrained() {
        return drained && ahead.isEmpty();
    }

    /**
     * Takes what of {@code batch} is new.
     *
     * @return false where records between are missing: the stream must be built again from {@link #committed}
     * @throws IllegalArgumentException where the batch is damaged
     */
    boolean offer(JournalBatch batch) {
        drained = false;
        if (batch.end().compareTo(read) <= 0) {
            return true;
        }
        if (!continues(batch)) {
            return false;
        }
        for (JournalEntry entry : batch.entries()) {
            if (entry.position().compareTo(read) >= 0) {
                ahead.addLast(entry);
            }
        }
        read = batch.end();
        gapReported = null;
        return true;
    }

    private boolean continues(JournalBatch batch) {
        if (batch.start().journal() == read.journal()) {
            return batch.start().offset() <= read.offset();
        }
        Optional<JournalPosition> previousEnd = batch.header().map(JournalFileHeader::previousEnd);
        boolean nothingBefore = read.equals(JournalPosition.START);
        if (previousEnd.isPresent() && (nothingBefore || previousEnd.get().equals(read))) {
            return true;
        }
        // Asked once and still the same: what is missing is not on the instance's disk any more.
        return previousEnd.isPresent() && batch.start().equals(gapReported);
    }

    /** Forgets what was not consumed, so that it comes again from there. */
    void restart(JournalPosition gapAt) {
        ahead.clear();
        read = consumed;
        gapReported = gapAt;
        drained = false;
    }

    Optional<JournalEntry> head() {
        return Optional.ofNullable(ahead.peekFirst());
    }

    /** Goes behind the head. */
    void consume() {
        consumed = ahead.removeFirst().end();
    }

    Optional<BlockRecord> blockAtHead() {
        return head().map(JournalEntry::record)
                .filter(BlockRecord.class::isInstance)
                .map(BlockRecord.class::cast);
    }

    /** The block of which the head speaks, as its finder or as a barrier for it. */
    Optional<Hash256> blockNamedAtHead() {
        return head().map(JournalEntry::record).flatMap(record -> {
            if (record instanceof BlockRecord block) {
                return Optional.of(block.blockHash());
            }
            return record instanceof BarrierRecord barrier ? Optional.of(barrier.blockHash()) : Optional.empty();
        });
    }
}
