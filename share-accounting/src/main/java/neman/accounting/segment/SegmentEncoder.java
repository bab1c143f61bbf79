package neman.accounting.segment;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import neman.bitcoin.Network;

/** Writes the format that the package describes. One use. */
final class SegmentEncoder {
    static final byte[] MAGIC = "NSEG".getBytes(StandardCharsets.US_ASCII);
    static final int FORMAT = 1;
    static final int VERSION_ROTATION = 13;

    private record Worker(long workerId, long accountId) {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Map<Long, Integer> jobs = new LinkedHashMap<>();
    private final Map<Long, Integer> extranonce2Bytes = new LinkedHashMap<>();
    private final Map<Worker, Integer> workers = new LinkedHashMap<>();
    private final Map<Long, Integer> difficulties = new LinkedHashMap<>();
    private int timeBefore;
    private int versionBefore;
    private long receivedBefore;

    static byte[] encode(ShareSegment segment) {
        return new SegmentEncoder().write(segment);
    }

    private byte[] write(ShareSegment segment) {
        Stream.concat(segment.shares().stream(), segment.block().stream().map(SequencedBlock::solution))
                .forEach(this::number);
        out.writeBytes(MAGIC);
        out.write(FORMAT);
        writeNetwork(segment.network());
        writeLong(segment.firstSequence());
        writeJobs(segment);
        writeWorkers();
        Varint.put(out, difficulties.size());
        difficulties.keySet().forEach(units -> Varint.put(out, units));
        Varint.put(out, segment.shares().size());
        segment.shares().forEach(this::writeShare);
        out.write(segment.block().isPresent() ? 1 : 0);
        segment.block().ifPresent(this::writeBlock);
        return out.toByteArray();
    }

    private void number(SequencedShare share) {
        workers.putIfAbsent(new Worker(share.workerId(), share.accountId()), workers.size());
        difficulties.putIfAbsent(share.difficultyUnits(), difficulties.size());
    }

    private void writeNetwork(Network network) {
        byte[] name = network.configuredName().getBytes(StandardCharsets.US_ASCII);
        Varint.put(out, name.length);
        out.writeBytes(name);
    }

    private void writeJobs(ShareSegment segment) {
        Varint.put(out, segment.jobs().size());
        for (SegmentJob job : segment.jobs()) {
            jobs.put(job.jobId(), jobs.size());
            extranonce2Bytes.put(job.jobId(), job.extranonce2Bytes());
            writeLong(job.jobId());
            out.write(job.extranonce2Bytes());
            out.writeBytes(job.digest());
        }
    }

    private void writeWorkers() {
        Varint.put(out, workers.size());
        for (Worker worker : workers.keySet()) {
            Varint.put(out, worker.workerId());
            Varint.put(out, worker.accountId());
        }
    }

    private void writeShare(SequencedShare share) {
        Integer job = jobs.get(share.jobId());
        if (job == null) {
            throw new IllegalArgumentException("share " + share.sequence() + " names a job that the segment lacks");
        }
        Varint.put(out, job);
        Varint.put(out, workers.get(new Worker(share.workerId(), share.accountId())));
        Varint.put(out, difficulties.get(share.difficultyUnits()));
        writeInt(share.extranonce1());
        writeExtranonce2(share.extranonce2(), extranonce2Bytes.get(share.jobId()));
        Varint.putSigned(out, share.timeSeconds() - timeBefore);
        writeInt(share.nonce());
        int rotated = Integer.rotateRight(share.version() ^ versionBefore, VERSION_ROTATION);
        Varint.put(out, Integer.toUnsignedLong(rotated));
        Varint.putSigned(out, share.receivedMillis() - receivedBefore);
        timeBefore = share.timeSeconds();
        versionBefore = share.version();
        receivedBefore = share.receivedMillis();
    }

    private void writeBlock(SequencedBlock block) {
        out.writeBytes(block.blockHash().toHeaderOrder());
        writeInt(block.height());
        writeShare(block.solution());
        Varint.put(out, block.absentInstances().size());
        block.absentInstances().forEach(out::write);
    }

    private void writeExtranonce2(long value, int length) {
        for (int shift = 8 * (length - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
    }

    private void writeInt(int value) {
        out.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private void writeLong(long value) {
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    }
}
