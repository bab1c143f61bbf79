package neman.accounting.journal;

import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import neman.bitcoin.Hash256;

/**
 * Records as bytes, big-endian. Hashes stand in header order; texts are UTF-8 behind their length in two bytes.
 *
 * <pre>
 * JOB      jobId 8, height 4, previousBlock 32, version 4, nbits 4, time 8, coinbaseValueSats 8, extranonce2Bytes 1,
 *          prefix (2 + n), suffix (2 + n), branches 1, branch 32 each
 * SHARE    jobId 8, extranonce1 4, extranonce2 8, time 4, nonce 4, version 4, difficultyUnits 8, receivedMillis 8,
 *          account (2 + n), worker (2 + n)
 * BLOCK    blockHash 32, height 4, SHARE
 * BARRIER  blockHash 32
 * </pre>
 */
public final class RecordCodec {
    static final byte JOB = 1;
    static final byte SHARE = 2;
    static final byte BLOCK = 3;
    static final byte BARRIER = 4;

    private static final int TEXT_BYTES_MAX = 512;
    private static final int COINBASE_PART_BYTES_MAX = 0xffff;
    private static final int BRANCHES_MAX = 255;

    private RecordCodec() {}

    static byte typeOf(JournalRecord record) {
        if (record instanceof ShareRecord) {
            return SHARE;
        }
        if (record instanceof JobRecord) {
            return JOB;
        }
        return record instanceof BlockRecord ? BLOCK : BARRIER;
    }

    /**
     * @param out has an array
     * @throws IllegalArgumentException where a text or a coinbase part is longer than the format allows
     */
    static void encode(JournalRecord record, ByteBuffer out) {
        if (record instanceof ShareRecord share) {
            encodeShare(share, out);
        } else if (record instanceof JobRecord job) {
            encodeJob(job, out);
        } else if (record instanceof BlockRecord block) {
            putHash(block.blockHash(), out);
            out.putInt(block.height());
            encodeShare(block.solution(), out);
        } else {
            putHash(((BarrierRecord) record).blockHash(), out);
        }
    }

    /** The bytes of a job that are stored once and whose SHA-256 the segments name. */
    public static byte[] jobBytes(JobRecord job) {
        int size = 8
                + 4
                + 32
                + 4
                + 4
                + 8
                + 8
                + 1
                + 2
                + job.coinbasePrefix().length
                + 2
                + job.coinbaseSuffix().length
                + 1
                + 32 * job.merkleBranch().size();
        ByteBuffer out = ByteBuffer.allocate(size);
        encodeJob(job, out);
        return out.array();
    }

    /** Reads what {@link #jobBytes} wrote. */
    public static JobRecord job(byte[] bytes) {
        return (JobRecord) decode(JOB, ByteBuffer.wrap(bytes));
    }

    /** @throws IllegalArgumentException where {@code in} is not exactly one record of that type */
    static JournalRecord decode(byte type, ByteBuffer in) {
        try {
            JournalRecord record =
                    switch (type) {
                        case JOB -> decodeJob(in);
                        case SHARE -> decodeShare(in);
                        case BLOCK -> new BlockRecord(hash(in), in.getInt(), decodeShare(in));
                        case BARRIER -> new BarrierRecord(hash(in));
                        default -> throw new IllegalArgumentException("record type " + type + " is not known");
                    };
            if (in.hasRemaining()) {
                throw new IllegalArgumentException(in.remaining() + " bytes too many in a record of type " + type);
            }
            return record;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a record of type " + type + " ends early", e);
        }
    }

    private static void encodeShare(ShareRecord share, ByteBuffer out) {
        out.putLong(share.jobId());
        out.putInt(share.extranonce1()).putLong(share.extranonce2());
        out.putInt(share.timeSeconds()).putInt(share.nonce()).putInt(share.version());
        out.putLong(share.difficultyUnits()).putLong(share.receivedMillis());
        putText(share.account(), out);
        putText(share.worker(), out);
    }

    private static ShareRecord decodeShare(ByteBuffer in) {
        long jobId = in.getLong();
        int extranonce1 = in.getInt();
        long extranonce2 = in.getLong();
        int time = in.getInt();
        int nonce = in.getInt();
        int version = in.getInt();
        long units = in.getLong();
        long received = in.getLong();
        return new ShareRecord(
                jobId, text(in), text(in), extranonce1, extranonce2, time, nonce, version, units, received);
    }

    private static void encodeJob(JobRecord job, ByteBuffer out) {
        if (job.merkleBranch().size() > BRANCHES_MAX) {
            throw new IllegalArgumentException(job.merkleBranch().size() + " merkle branches are too many");
        }
        out.putLong(job.jobId()).putInt(job.height());
        putHash(job.previousBlock(), out);
        out.putInt(job.version()).putInt(job.nbits()).putLong(job.timeSeconds());
        out.putLong(job.coinbaseValueSats()).put((byte) job.extranonce2Bytes());
        putBytes(job.coinbasePrefix(), COINBASE_PART_BYTES_MAX, out);
        putBytes(job.coinbaseSuffix(), COINBASE_PART_BYTES_MAX, out);
        out.put((byte) job.merkleBranch().size());
        job.merkleBranch().forEach(sibling -> putHash(sibling, out));
    }

    private static JobRecord decodeJob(ByteBuffer in) {
        long jobId = in.getLong();
        int height = in.getInt();
        Hash256 previous = hash(in);
        int version = in.getInt();
        int nbits = in.getInt();
        long time = in.getLong();
        long value = in.getLong();
        int extranonce2Bytes = in.get();
        byte[] prefix = bytes(in);
        byte[] suffix = bytes(in);
        return new JobRecord(
                jobId, height, previous, version, nbits, time, prefix, suffix, extranonce2Bytes, branch(in), value);
    }

    private static List<Hash256> branch(ByteBuffer in) {
        int count = Byte.toUnsignedInt(in.get());
        List<Hash256> branch = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            branch.add(hash(in));
        }
        return List.copyOf(branch);
    }

    private static void putHash(Hash256 hash, ByteBuffer out) {
        out.put(hash.toHeaderOrder());
    }

    private static Hash256 hash(ByteBuffer in) {
        byte[] bytes = new byte[Hash256.BYTES];
        in.get(bytes);
        return Hash256.ofHeaderOrder(bytes);
    }

    private static void putText(String text, ByteBuffer out) {
        int length = text.length();
        int start = out.position();
        if (length > TEXT_BYTES_MAX || !putAscii(text, length, out.putShort((short) length))) {
            putBytes(text.getBytes(StandardCharsets.UTF_8), TEXT_BYTES_MAX, out.position(start));
        }
    }

    /** Without an allocation. Returns false, having put nothing that counts, where a character is not ASCII. */
    private static boolean putAscii(String text, int length, ByteBuffer out) {
        if (out.remaining() < length) {
            throw new BufferOverflowException();
        }
        byte[] bytes = out.array();
        int at = out.arrayOffset() + out.position();
        int all = 0;
        for (int i = 0; i < length; i++) {
            char character = text.charAt(i);
            bytes[at + i] = (byte) character;
            all |= character;
        }
        out.position(out.position() + length);
        return all < 0x80;
    }

    private static String text(ByteBuffer in) {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static void putBytes(byte[] bytes, int most, ByteBuffer out) {
        if (bytes.length > most) {
            throw new IllegalArgumentException(bytes.length + " bytes in one field of a record, more than " + most);
        }
        out.putShort((short) bytes.length).put(bytes);
    }

    private static byte[] bytes(ByteBuffer in) {
        int length = Short.toUnsignedInt(in.getShort());
        if (length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
