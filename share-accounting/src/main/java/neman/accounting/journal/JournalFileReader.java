package neman.accounting.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** One file, read beside its writer: nothing behind the limit that the caller names is looked at. */
final class JournalFileReader implements Closeable {
    private static final int READ_BYTES = 1 << 18;

    private final Path path;
    private final FileChannel channel;
    private final JournalFileHeader header;

    private JournalFileReader(Path path, FileChannel channel, JournalFileHeader header) {
        this.path = path;
        this.channel = channel;
        this.header = header;
    }

    static JournalFileReader open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path);
        try {
            ByteBuffer bytes = read(channel, 0, JournalFileHeader.BYTES);
            if (bytes.remaining() < JournalFileHeader.BYTES) {
                throw new IllegalArgumentException("its header is cut off");
            }
            return new JournalFileReader(path, channel, JournalFileHeader.decode(bytes));
        } catch (IllegalArgumentException e) {
            channel.close();
            throw new CorruptJournalException(path.toString(), 0, e.getMessage());
        }
    }

    JournalFileHeader header() {
        return header;
    }

    /**
     * Whole intact frames from {@code from} on, about {@code most} bytes of them, at least one frame; none where none
     * stands there before {@code limit}. The header's 64 bytes come first where {@code from} is 0.
     */
    ByteBuffer frames(long from, long limit, int most) throws IOException {
        int first = from == 0 ? JournalFileHeader.BYTES : 0;
        ByteBuffer bytes = read(channel, from, (int) Math.min(most, limit - from));
        int claimed = JournalFrame.claimedLength(bytes, first);
        if (claimed > bytes.limit() - first && claimed <= JournalFrame.FRAME_BYTES_MAX) {
            bytes = read(channel, from, (int) Math.min(first + claimed, limit - from));
        }
        return bytes.limit(endOfIntact(bytes, first));
    }

    private static int endOfIntact(ByteBuffer bytes, int first) {
        int at = Math.min(first, bytes.limit());
        for (int length = JournalFrame.intactLength(bytes, at);
                length > 0;
                length = JournalFrame.intactLength(bytes, at)) {
            at += length;
        }
        return at;
    }

    /**
     * Where the last record that is sure to be whole ends. What a crash tore behind it was never acknowledged.
     *
     * @throws CorruptJournalException where records that were durable stand behind a damaged one
     */
    long intactEnd() throws IOException {
        long size = channel.size();
        long at = JournalFileHeader.BYTES;
        int count = frames(at, size, READ_BYTES).remaining();
        while (count > 0) {
            at += count;
            count = frames(at, size, READ_BYTES).remaining();
        }
        if (at < size && isVouchedForBehind(at, size)) {
            throw new CorruptJournalException(path.toString(), at, "intact records that were written later follow");
        }
        return at;
    }

    /** Whether nothing but zeros stands behind {@code end}: what a kill leaves where nothing was being written. */
    boolean isPreparedRoom(long end) throws IOException {
        ByteBuffer rest = read(channel, end, (int) (channel.size() - end));
        while (rest.hasRemaining()) {
            if (rest.get() != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean isVouchedForBehind(long damaged, long size) throws IOException {
        ByteBuffer rest = read(channel, damaged, (int) (size - damaged));
        for (int at = 1; at < rest.limit() - JournalFrame.HEADER_BYTES; at++) {
            long durableBefore = JournalFrame.durableBefore(rest, at);
            if (durableBefore > damaged && durableBefore <= damaged + at && JournalFrame.intactLength(rest, at) > 0) {
                return true;
            }
        }
        return false;
    }

    private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            continue;
        }
        return bytes.flip();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
