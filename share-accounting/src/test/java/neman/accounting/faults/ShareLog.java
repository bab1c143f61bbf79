package neman.accounting.faults;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.Hash256;

/**
 * What a front end says of its shares, in a file that outlives it: the kernel has each line before the front end goes on.
 * Times are {@link System#nanoTime}, which all processes of one machine share. Thread-safe.
 */
final class ShareLog implements AutoCloseable {
    /** The order is the file's format. */
    enum Kind {
        SHARE_ISSUED,
        SHARE_ACKNOWLEDGED,
        BLOCK_ISSUED,
        BLOCK_ACKNOWLEDGED
    }

    record Line(Kind kind, long nanos, Hash256 hash) {}

    private static final int LINE_BYTES = 1 + Long.BYTES + Hash256.BYTES;

    private final FileChannel channel;

    private ShareLog(FileChannel channel) {
        this.channel = channel;
    }

    static ShareLog append(Path file) throws IOException {
        return new ShareLog(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    void write(Kind kind, Hash256 hash) throws IOException {
        ByteBuffer line = ByteBuffer.allocate(LINE_BYTES);
        line.put((byte) kind.ordinal()).putLong(System.nanoTime()).put(hash.toHeaderOrder());
        channel.write(line.flip());
    }

    /** All whole lines; none where there is no file. */
    static List<Line> read(Path file) throws IOException {
        List<Line> lines = new ArrayList<>();
        if (Files.notExists(file)) {
            return lines;
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file));
        while (in.remaining() >= LINE_BYTES) {
            Kind kind = Kind.values()[in.get()];
            long nanos = in.getLong();
            byte[] hash = new byte[Hash256.BYTES];
            in.get(hash);
            lines.add(new Line(kind, nanos, Hash256.ofHeaderOrder(hash)));
        }
        return lines;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
