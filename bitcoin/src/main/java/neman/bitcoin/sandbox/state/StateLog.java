package neman.bitcoin.sandbox.state;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The append-only file of the sandbox: records of length (4 bytes, little-endian), CRC-32C (4), type (1) and payload.
 *
 * <p>Length and checksum cover type and payload. A record is in the page cache before its change is answered, so it outlives
 * the process, not a power cut. A last record that was cut short is removed when the file is opened; a broken one before
 * the end is an error that names the place. Locked against a second process.
 */
final class StateLog implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(StateLog.class);

    private static final int FRAME_BYTES = 8;
    /** Above every block that consensus allows. */
    private static final int MAX_BODY_BYTES = 8_000_000;

    private final Path file;
    private final FileChannel channel;
    private long end;

    private StateLog(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Hands every whole record to {@code replay} in order, then stands ready to append. */
    static StateLog open(Path file, Consumer<LogRecord> replay) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            lock(channel, file);
            StateLog log = new StateLog(file, channel);
            log.replay(replay);
            return log;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void lock(FileChannel channel, Path file) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock == null) {
                throw new IOException(file + " is in use by another process");
            }
        } catch (OverlappingFileLockException e) {
            throw new IOException(file + " is in use by this process already", e);
        }
    }

    private void replay(Consumer<LogRecord> replay) throws IOException {
        long size = channel.size();
        while (end < size) {
            LogRecord next = read(end, size);
            if (next == null) {
                LOG.warn(
                        "the last change in {} was cut short; {} bytes after offset {} are dropped",
                        file,
                        size - end,
                        end);
                channel.truncate(end);
                return;
            }
            replay.accept(next);
            end += FRAME_BYTES + 1 + next.payload().length;
        }
    }

    /** Null where the file ends inside of the record, or only zeros follow (as after a power cut). */
    private LogRecord read(long offset, long size) throws IOException {
        if (size - offset < FRAME_BYTES) {
            return null;
        }
        ByteBuffer frame = readAt(offset, FRAME_BYTES);
        int length = frame.getInt();
        int checksum = frame.getInt();
        boolean plausible = length >= 1 && length <= MAX_BODY_BYTES;
        if (plausible && length > size - offset - FRAME_BYTES) {
            return null;
        }
        byte[] body = plausible ? readAt(offset + FRAME_BYTES, length).array() : new byte[0];
        if (plausible && crc(body) == checksum && body[0] >= 1 && body[0] <= LogRecord.Type.values().length) {
            return new LogRecord(LogRecord.Type.values()[body[0] - 1], Arrays.copyOfRange(body, 1, length));
        }
        boolean last = plausible && offset + FRAME_BYTES + length == size;
        if (last || isZeroFrom(offset, size)) {
            return null;
        }
        throw new IOException(file + " is damaged at offset " + offset
                + ": move it away to start a new sandbox chain, or restore it from a copy");
    }

    private boolean isZeroFrom(long offset, long size) throws IOException {
        for (long at = offset; at < size; at += MAX_BODY_BYTES) {
            for (byte value :
                    readAt(at, (int) Math.min(MAX_BODY_BYTES, size - at)).array()) {
                if (value != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private ByteBuffer readAt(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, offset + buffer.position()) < 0) {
                throw new IOException(file + " became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    /** @throws IOException where the record is not in the file; the next append overwrites what is there of it */
    void append(LogRecord added) throws IOException {
        int length = 1 + added.payload().length;
        byte[] body = new byte[length];
        body[0] = (byte) (added.type().ordinal() + 1);
        System.arraycopy(added.payload(), 0, body, 1, added.payload().length);
        ByteBuffer bytes = ByteBuffer.allocate(FRAME_BYTES + length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(length).putInt(crc(body)).put(body).flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes, end + bytes.position());
        }
        end += bytes.limit();
    }

    long size() {
        return end;
    }

    private static int crc(byte[] body) {
        CRC32C crc = new CRC32C();
        crc.update(body);
        return (int) crc.getValue();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
