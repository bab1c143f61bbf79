package neman.accounting.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * How a record stands in a file: {@code crc32c 4, length 4 (of the whole frame), durableBefore 8, type 1, record}.
 *
 * <p>The checksum covers everything behind itself. {@code durableBefore} is the offset up to which the file had been forced
 * when the frame was written. It tells a torn tail (what was written since the last force, lost in any order) from damage
 * to bytes that were once durable: only the latter has an intact frame behind it that vouches for it.
 */
final class JournalFrame {
    static final int HEADER_BYTES = 17;
    static final int FRAME_BYTES_MAX = 1 << 19;

    private static final int CRC_BYTES = 4;
    private static final int LENGTH_AT = 4;
    private static final int DURABLE_BEFORE_AT = 8;
    private static final int TYPE_AT = 16;

    private JournalFrame() {}

    /** The length of the intact frame at {@code at}, or 0 where there is none before the buffer's limit. */
    static int intactLength(ByteBuffer in, int at) {
        int length = claimedLength(in, at);
        boolean complete = length >= HEADER_BYTES && length <= FRAME_BYTES_MAX && length <= in.limit() - at;
        return complete && in.getInt(at) == checksum(in, at, length) ? length : 0;
    }

    /** What the bytes at {@code at} say, be they a frame or not; −1 where even the length is cut off. */
    static int claimedLength(ByteBuffer in, int at) {
        return in.limit() - at < HEADER_BYTES ? -1 : in.getInt(at + LENGTH_AT);
    }

    static long durableBefore(ByteBuffer in, int at) {
        return in.getLong(at + DURABLE_BEFORE_AT);
    }

    /** @throws IllegalArgumentException where the frame is intact but its record is not one that we know */
    static JournalRecord record(ByteBuffer in, int at, int length) {
        return RecordCodec.decode(in.get(at + TYPE_AT), in.slice(at + HEADER_BYTES, length - HEADER_BYTES));
    }

    private static int checksum(ByteBuffer bytes, int start, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(start + CRC_BYTES, length - CRC_BYTES));
        return (int) crc.getValue();
    }

    /** Appends frames at the position of one buffer, without an allocation for each. */
    static final class Writer {
        private final ByteBuffer out;
        private final CRC32C crc = new CRC32C();

        Writer(ByteBuffer out) {
            this.out = out;
        }

        /** @throws IllegalArgumentException where the record is too long; the position is then anywhere */
        void write(JournalRecord record, long durableBefore) {
            int start = out.position();
            out.position(start + HEADER_BYTES);
            RecordCodec.encode(record, out);
            int length = out.position() - start;
            if (length > FRAME_BYTES_MAX) {
                throw new IllegalArgumentException("a journal record of " + length + " bytes is too long");
            }
            out.putInt(start + LENGTH_AT, length);
            out.putLong(start + DURABLE_BEFORE_AT, durableBefore);
            out.put(start + TYPE_AT, RecordCodec.typeOf(record));
            out.putInt(start, checksumUpToPosition(start + CRC_BYTES));
        }

        private int checksumUpToPosition(int from) {
            int end = out.position();
            int limit = out.limit();
            crc.reset();
            crc.update(out.limit(end).position(from));
            out.limit(limit);
            return (int) crc.getValue();
        }
    }
}
