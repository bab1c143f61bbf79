package neman.accounting.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads an instance's journals in order, file after file, up to what its writer says is durable. One thread's. */
public final class JournalReader implements Closeable {
    private final JournalDirectory directory;
    private JournalPosition position;
    private JournalFileReader file;
    /** Of the open file, once the one behind it has said so: listing the directory for each batch would cost more than the batch. */
    private OptionalLong saidEnd = OptionalLong.empty();

    /** @param from as from {@link JournalBatch#end}, or {@link JournalPosition#START} for all that is there */
    public JournalReader(Path directory, JournalPosition from) {
        this.directory = new JournalDirectory(directory);
        this.position = from;
    }

    public JournalPosition position() {
        return position;
    }

    /**
     * The next records before {@code limit}, about {@code most} bytes of them; empty where there are none yet.
     *
     * @param limit the writer's durable position
     * @throws CorruptJournalException where a durable record is not intact
     */
    public Optional<JournalBatch> next(JournalPosition limit, int most) throws IOException {
        while (position.compareTo(limit) < 0) {
            if (file == null && !openFile()) {
                return Optional.empty();
            }
            long end = position.journal() == limit.journal() ? limit.offset() : endOfFile();
            if (position.offset() < end) {
                return Optional.of(read(end, most));
            }
            close();
            position = new JournalPosition(position.journal() + 1, 0);
        }
        return Optional.empty();
    }

    private boolean openFile() throws IOException {
        OptionalLong next = directory.after(position.journal() - 1);
        if (next.isEmpty()) {
            return false;
        }
        if (next.getAsLong() != position.journal()) {
            position = new JournalPosition(next.getAsLong(), 0);
        }
        file = JournalFileReader.open(directory.file(position.journal()));
        return true;
    }

    /** The following file's header says where this one ends: its writer may have given it up before its last byte. */
    private long endOfFile() throws IOException {
        if (saidEnd.isEmpty()) {
            saidEnd = endByTheNextFile();
        }
        return saidEnd.isPresent() ? saidEnd.getAsLong() : file.intactEnd();
    }

    private OptionalLong endByTheNextFile() throws IOException {
        OptionalLong next = directory.after(position.journal());
        if (next.isEmpty()) {
            return OptionalLong.empty();
        }
        try (JournalFileReader following = JournalFileReader.open(directory.file(next.getAsLong()))) {
            JournalPosition end = following.header().previousEnd();
            return end.journal() == position.journal() ? OptionalLong.of(end.offset()) : OptionalLong.empty();
        }
    }

    private JournalBatch read(long end, int most) throws IOException {
        ByteBuffer frames = file.frames(position.offset(), end, most);
        if (!frames.hasRemaining()) {
            String name = directory.file(position.journal()).toString();
            throw new CorruptJournalException(name, position.offset(), "a durable record is not intact");
        }
        byte[] bytes = new byte[frames.remaining()];
        frames.get(bytes);
        JournalBatch batch = new JournalBatch(position, bytes);
        position = batch.end();
        return batch;
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
            saidEnd = OptionalLong.empty();
        }
    }
}
