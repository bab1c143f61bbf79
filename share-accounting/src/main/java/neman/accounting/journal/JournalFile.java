package neman.accounting.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The file that is being written. Belongs to the journal's writer thread.
 *
 * <p>It is filled with zeros some way ahead of the records: a force over blocks that the file already has writes those blocks
 * alone, a force that lengthens the file writes the file system's own journal as well and takes twice as long. Zeros are no
 * record, so what a kill leaves ends where the records end. It also means that the next records have room on a full disk.
 * The way ahead is kept up in small pieces, for whoever waits for the force of one waits for its zeros too.
 */
final class JournalFile implements AutoCloseable {
    /** Filled ahead: about 7,000 shares. */
    static final int FILL_BYTES = 1 << 20;

    private static final int PIECE_BYTES = 1 << 17;

    private final JournalChannel channel;
    private final long journal;
    private long writtenBytes;
    private long forcedBytes;
    private long filledBytes;

    private JournalFile(JournalChannel channel, long journal) {
        this.channel = channel;
        this.journal = journal;
    }

    /** Its header is durable when this returns, and there is room for the first records. */
    static JournalFile create(JournalDirectory directory, JournalChannel.Opener opener, JournalFileHeader header)
            throws IOException {
        Path path = directory.file(header.journal());
        JournalChannel channel = opener.create(path);
        JournalFile file = new JournalFile(channel, header.journal());
        try {
            file.append(ByteBuffer.wrap(header.encode()));
            file.force(); // before the zeros: a long file without a header would look damaged
            file.fill();
            file.force();
            return file;
        } catch (IOException e) {
            channel.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    long journal() {
        return journal;
    }

    void write(ByteBuffer bytes) throws IOException {
        append(bytes);
        if (filledBytes - writtenBytes <= FILL_BYTES - PIECE_BYTES) {
            fill();
        }
    }

    private void append(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        channel.write(bytes);
        writtenBytes += count;
    }

    private void fill() throws IOException {
        long end = writtenBytes + FILL_BYTES;
        channel.fill(Math.max(writtenBytes, filledBytes), end);
        filledBytes = end;
    }

    void force() throws IOException {
        channel.force();
        forcedBytes = writtenBytes;
    }

    /** Up to here nothing can be lost any more. */
    long forcedBytes() {
        return forcedBytes;
    }

    JournalPosition end() {
        return new JournalPosition(journal, writtenBytes);
    }

    /** Ends the file behind its records. */
    @Override
    public void close() throws IOException {
        closeAt(writtenBytes);
    }

    /** Ends the file at {@code end} and gives the disk back what stands behind. */
    void closeAt(long end) throws IOException {
        try (channel) {
            channel.truncate(end);
        }
    }
}
