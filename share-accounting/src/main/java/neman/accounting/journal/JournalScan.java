package neman.accounting.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads one file from end to end, whatever is damaged in it, and changes nothing. Behind damage it goes on with the next
 * intact frame; a checksum and an offset that was durable before it keep it from taking other bytes for one.
 *
 * <p>It may run beside the file's writer; the last records may then look torn.
 */
public final class JournalScan {
    /** Takes the readable records, in order. */
    public interface Sink {
        void accept(JournalEntry entry) throws IOException;
    }

    /**
     * Bytes that are no records although records stand behind them, or although they should be the header.
     *
     * @param from the first of them
     * @param to behind the last of them
     */
    public record Damage(long from, long to, String what) {}

    /**
     * @param header absent where it is damaged
     * @param bytes the file's length
     * @param end behind its last intact record
     * @param givenUp whether the next file says that this one ends here, though more bytes follow: their waiters were told an
     *     error
     * @param tornBytes behind the end, other than zeros: what a kill cut off, or what was given up
     */
    public record Findings(
            Optional<JournalFileHeader> header,
            long bytes,
            long end,
            boolean givenUp,
            long tornBytes,
            int jobs,
            int shares,
            int blocks,
            int barriers,
            List<Damage> damages) {
        public Findings {
            damages = List.copyOf(damages);
        }
    }

    private final long journal;
    private final ByteBuffer bytes;
    private final OptionalLong saidEnd;
    private final Sink sink;
    private final List<Damage> damages = new ArrayList<>();
    private int jobs;
    private int shares;
    private int blocks;
    private int barriers;

    private JournalScan(long journal, ByteBuffer bytes, OptionalLong saidEnd, Sink sink) {
        this.journal = journal;
        this.bytes = bytes;
        this.saidEnd = saidEnd;
        this.sink = sink;
    }

    /** The journal files of a directory, in their order. */
    public static List<Path> files(Path directory) throws IOException {
        JournalDirectory journals = new JournalDirectory(directory);
        return journals.journals().stream().map(journals::file).toList();
    }

    /** @throws IOException where the file is not named like a journal or cannot be read, or the sink fails */
    public static Findings scan(Path file, Sink sink) throws IOException {
        long journal = JournalDirectory.journalOf(file)
                .orElseThrow(() -> new IOException(file + " is not named like a journal, 16 hex digits and .journal"));
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
            return new JournalScan(journal, bytes, endByTheNextFile(file, journal), sink).findings();
        }
    }

    private static OptionalLong endByTheNextFile(Path file, long journal) throws IOException {
        JournalDirectory directory = new JournalDirectory(file.toAbsolutePath().getParent());
        OptionalLong next = directory.after(journal);
        if (next.isEmpty()) {
            return OptionalLong.empty();
        }
        try (JournalFileReader reader = JournalFileReader.open(directory.file(next.getAsLong()))) {
            JournalPosition end = reader.header().previousEnd();
            return end.journal() == journal ? OptionalLong.of(end.offset()) : OptionalLong.empty();
        } catch (CorruptJournalException e) {
            return OptionalLong.empty(); // its own scan says so
        }
    }

    private Findings findings() throws IOException {
        int size = bytes.limit();
        int limit = (int) Math.min(size, saidEnd.orElse(size));
        bytes.limit(limit);
        Optional<JournalFileHeader> header = header();
        int end = records(limit);
        bytes.limit(size);
        if (saidEnd.isPresent() && end < saidEnd.getAsLong()) {
            damages.add(new Damage(end, saidEnd.getAsLong(), "the next file says that records stand here"));
        }
        boolean givenUp = saidEnd.isPresent() && limit < size;
        return new Findings(header, size, end, givenUp, tornBytes(end), jobs, shares, blocks, barriers, damages);
    }

    private Optional<JournalFileHeader> header() {
        try {
            if (bytes.limit() < JournalFileHeader.BYTES) {
                throw new IllegalArgumentException("its header is cut off");
            }
            return Optional.of(JournalFileHeader.decode(bytes.duplicate()));
        } catch (IllegalArgumentException e) {
            damages.add(new Damage(0, Math.min(bytes.limit(), JournalFileHeader.BYTES), e.getMessage()));
            return Optional.empty();
        }
    }

    /** Returns where the last intact record ends. */
    private int records(int limit) throws IOException {
        int end = Math.min(JournalFileHeader.BYTES, limit);
        for (int at = nextFrame(end); at < limit; at = nextFrame(end)) {
            if (at > end) {
                damages.add(new Damage(end, at, "no intact record, though records follow"));
            }
            end = at + JournalFrame.intactLength(bytes, at);
            take(at, end);
        }
        return end;
    }

    /** The first intact frame at {@code from} or behind it; the limit where there is none. */
    private int nextFrame(int from) {
        int at = from;
        while (at < bytes.limit() && !isFrame(at)) {
            at++;
        }
        return at;
    }

    private boolean isFrame(int at) {
        if (bytes.limit() - at < JournalFrame.HEADER_BYTES) {
            return false;
        }
        long durableBefore = JournalFrame.durableBefore(bytes, at);
        return durableBefore >= 0 && durableBefore <= at && JournalFrame.intactLength(bytes, at) > 0;
    }

    private void take(int at, int end) throws IOException {
        JournalRecord record;
        try {
            record = JournalFrame.record(bytes, at, end - at);
        } catch (IllegalArgumentException e) {
            damages.add(new Damage(at, end, e.getMessage()));
            return;
        }
        count(record);
        sink.accept(new JournalEntry(new JournalPosition(journal, at), new JournalPosition(journal, end), record));
    }

    private void count(JournalRecord record) {
        if (record instanceof ShareRecord) {
            shares++;
        } else if (record instanceof JobRecord) {
            jobs++;
        } else if (record instanceof BlockRecord) {
            blocks++;
        } else {
            barriers++;
        }
    }

    /** Zeros are room that was prepared for records. */
    private long tornBytes(int end) {
        int last = bytes.limit();
        while (last > end && bytes.get(last - 1) == 0) {
            last--;
        }
        return last - end;
    }
}
