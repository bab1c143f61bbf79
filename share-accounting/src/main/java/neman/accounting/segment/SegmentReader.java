package neman.accounting.segment;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.Sha256;

/** Reads the format that the package describes. One use. */
public final class SegmentReader {
    private final ByteBuffer in;
    private final List<SegmentJob> jobs = new ArrayList<>();
    private final List<Long> workerIds = new ArrayList<>();
    private final List<Long> accountIds = new ArrayList<>();
    private final List<Long> difficulties = new ArrayList<>();
    private int timeBefore;
    private int versionBefore;
    private long receivedBefore;

    private SegmentReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    /** The content address of a segment's bytes. */
    public static byte[] digest(byte[] bytes) {
        return Sha256.hash(bytes);
    }

    /** @throws IllegalArgumentException where {@code bytes} are not exactly one segment of a known format */
    public static ShareSegment read(byte[] bytes) {
        try {
            return new SegmentReader(bytes).readSegment();
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a segment ends early", e);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a segment's share names what the segment does not list", e);
        }
    }

    private ShareSegment readSegment() {
        if (!Arrays.equals(bytes(SegmentEncoder.MAGIC.length), SegmentEncoder.MAGIC)) {
            throw new IllegalArgumentException("these bytes are not a share segment");
        }
        int format = in.get();
        if (format != SegmentEncoder.FORMAT) {
            throw new IllegalArgumentException("segment format " + format + " is not known");
        }
        Network network = network();
        long first = in.getLong();
        for (int left = count(); left > 0; left--) {
            jobs.add(new SegmentJob(in.getLong(), in.get(), bytes(Sha256.HASH_BYTES)));
        }
        for (int left = count(); left > 0; left--) {
            workerIds.add(Varint.get(in));
            accountIds.add(Varint.get(in));
        }
        for (int left = count(); left > 0; left--) {
            difficulties.add(Varint.get(in));
        }
        List<SequencedShare> shares = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            shares.add(share(first + shares.size()));
        }
        Optional<SequencedBlock> block = in.get() == 0 ? Optional.empty() : Optional.of(block(first + shares.size()));
        if (in.hasRemaining()) {
            throw new IllegalArgumentException(in.remaining() + " bytes too many behind a segment");
        }
        return new ShareSegment(network, first, jobs, shares, block);
    }

    private Network network() {
        String name = new String(bytes(count()), StandardCharsets.US_ASCII);
        return Network.ofConfigured(name)
                .orElseThrow(() -> new IllegalArgumentException("network '" + name + "' is not known"));
    }

    private SequencedShare share(long sequence) {
        SegmentJob job = jobs.get(index());
        int worker = index();
        long units = difficulties.get(index());
        int extranonce1 = in.getInt();
        long extranonce2 = extranonce2(job.extranonce2Bytes());
        timeBefore += (int) Varint.getZigzag(in);
        int nonce = in.getInt();
        versionBefore ^= Integer.rotateLeft((int) Varint.get(in), SegmentEncoder.VERSION_ROTATION);
        receivedBefore += Varint.getZigzag(in);
        return new SequencedShare(
                sequence,
                job.jobId(),
                accountIds.get(worker),
                workerIds.get(worker),
                extranonce1,
                extranonce2,
                timeBefore,
                nonce,
                versionBefore,
                units,
                receivedBefore);
    }

    private SequencedBlock block(long sequence) {
        Hash256 hash = Hash256.ofHeaderOrder(bytes(Hash256.BYTES));
        int height = in.getInt();
        SequencedShare solution = share(sequence);
        List<Integer> absent = new ArrayList<>();
        for (int left = count(); left > 0; left--) {
            absent.add(Byte.toUnsignedInt(in.get()));
        }
        return new SequencedBlock(hash, height, solution, absent);
    }

    private long extranonce2(int length) {
        long value = 0;
        for (int i = 0; i < length; i++) {
            value = value << 8 | Byte.toUnsignedLong(in.get());
        }
        return value;
    }

    /** Of things that take at least a byte each: more than there are bytes left cannot be. */
    private int count() {
        long count = Varint.get(in);
        if (count < 0 || count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        return (int) count;
    }

    private int index() {
        return (int) Math.min(Varint.get(in) & Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        in.get(bytes);
        return bytes;
    }
}
