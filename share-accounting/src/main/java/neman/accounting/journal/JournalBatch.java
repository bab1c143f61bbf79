package neman.accounting.journal;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Consecutive bytes of one journal file, from a record's beginning to a record's end; with the file's header where they
 * begin at 0. What the shipper puts into one stream entry.
 *
 * @param bytes never changed after construction
 */
public record JournalBatch(JournalPosition start, byte[] bytes) {
    public JournalPosition end() {
        return start.withOffset(start.offset() + bytes.length);
    }

    /** Present where the batch begins its file. */
    public Optional<JournalFileHeader> header() {
        return start.offset() == 0 ? Optional.of(JournalFileHeader.decode(ByteBuffer.wrap(bytes))) : Optional.empty();
    }

    /**
     * Decodes every record, checking its checksum again.
     *
     * @throws IllegalArgumentException naming the place, where the bytes are not whole, intact, known records
     */
    public List<JournalEntry> entries() {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        List<JournalEntry> entries = new ArrayList<>();
        int at = start.offset() == 0 ? JournalFileHeader.BYTES : 0;
        while (at < bytes.length) {
            int length = JournalFrame.intactLength(in, at);
            JournalPosition place = start.withOffset(start.offset() + at);
            if (length == 0) {
                throw new IllegalArgumentException("the record at " + place + " is not intact");
            }
            entries.add(new JournalEntry(
                    place, place.withOffset(place.offset() + length), JournalFrame.record(in, at, length)));
            at += length;
        }
        return entries;
    }
}
