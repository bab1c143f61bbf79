package neman.accounting.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A real file. */
final class DiskChannel implements JournalChannel {
    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(1 << 16).asReadOnlyBuffer();

    private final FileChannel channel;

    private DiskChannel(FileChannel channel) {
        this.channel = channel;
    }

    static DiskChannel create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel directory = FileChannel.open(file.toAbsolutePath().getParent())) {
            directory.force(true);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new DiskChannel(channel);
    }

    @Override
    public void write(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void fill(long from, long to) throws IOException {
        long at = from;
        while (at < to) {
            at += channel.write(ZEROS.slice(0, (int) Math.min(ZEROS.capacity(), to - at)), at);
        }
    }

    @Override
    public void force() throws IOException {
        channel.force(false);
    }

    @Override
    public void truncate(long bytes) throws IOException {
        channel.truncate(bytes);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
