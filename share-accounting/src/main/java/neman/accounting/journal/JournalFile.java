package neman.accounting.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The file that is being written. Belongs to the journal's writer thread. */
final class JournalFile implements AutoCloseable {
    private final JournalChannel channel;
    private final long journal;
    private final Set<Long> jobIds = new HashSet<>();
    private long writtenBytes;
    private long forcedBytes;

    private JournalFile(JournalChannel channel, long journal) {
        this.channel = channel;
        this.journal = journal;
    }

    /** Its header is durable when this returns. */
    static JournalFile create(JournalDirectory directory, JournalChannel.Opener opener, JournalFileHeader header)
            throws IOException {
        Path path = directory.file(header.journal());
        JournalChannel channel = opener.create(path);
        JournalFile file = new JournalFile(channel, header.journal());
        try {
            file.write(ByteBuffer.wrap(header.encode()));
            file.force();
            return file;
        } catch (IOException e) {
            file.close();
            Files.deleteIfExists(path);
            throw e;
        }
    }

    /** Whether the file stands on its own for shares of this job; the caller writes the job's record where it was new. */
    boolean addJob(long jobId) {
        return jobIds.add(jobId);
    }

    void removeJob(long jobId) {
        jobIds.remove(jobId);
    }

    void write(ByteBuffer bytes) throws IOException {
        int count = bytes.remaining();
        channel.write(bytes);
        writtenBytes += count;
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

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
