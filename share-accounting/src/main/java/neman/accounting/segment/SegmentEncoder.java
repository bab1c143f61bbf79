package neman.accounting.segment;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import neman.bitcoin.Network;

/** Writes the format that the package describes. One use. */
final class SegmentEncoder {
    static final byte[] MAGIC = "NSEG".getBytes(StandardCharsets.US_ASCII);
    static final int FORMAT = 1;
    static final int VERSION_ROTATION = 13;

    private record Worker(int index, long accountId) {}

    private record Job(long jobId, int index, int extranonce2Bytes) {}

    private final SegmentBytes out = new SegmentBytes();
    private final Map<Long, Job> jobs = new HashMap<>();
    private final Map<Long, Worker> workers = new LinkedHashMap<>();
    private final Map<Long, Integer> difficulties = new LinkedHashMap<>();
    private Job lastJob = new Job(0, -1, 0);
    private int timeBefore;
    private int versionBefore;
    private long receivedBefore;

    static byte[] encode(ShareSegment segment) {
        return new SegmentEncoder().write(segment);
    }

    private byte[] write(ShareSegment segment) {
        segment.shares().forEach(this::number);
        segment.block().map(SequencedBlock::solution).ifPresent(this::number);
        out.put(MAGIC);
        out.put(FORMAT);
        writeNetwork(segment.network());
        out.putBigEndian(segment.firstSequence(), Long.BYTES);
        writeJobs(segment);
        writeWorkers();
        out.putVarint(difficulties.size());
        difficulties.keySet().forEach(out::putVarint);
        out.putVarint(segment.shares().size());
        segment.shares().forEach(this::writeShare);
        out.put(segment.block().isPresent() ? 1 : 0);
        segment.block().ifPresent(this::writeBlock);
        return out.toArray();
    }

    private void number(SequencedShare share) {
        Worker known = workers.get(share.workerId());
        if (known == null) {
            workers.put(share.workerId(), new Worker(workers.size(), share.accountId()));
        } else if (known.accountId() != share.accountId()) {
            throw new IllegalArgumentException("worker " + share.workerId() + " belongs to two accounts");
        }
        difficulties.putIfAbsent(share.difficultyUnits(), difficulties.size());
    }

    private void writeNetwork(Network network) {
        byte[] name = network.configuredName().getBytes(StandardCharsets.US_ASCII);
        out.putVarint(name.length);
        out.put(name);
    }

    private void writeJobs(ShareSegment segment) {
        out.putVarint(segment.jobs().size());
        for (SegmentJob job : segment.jobs()) {
            jobs.put(job.jobId(), new Job(job.jobId(), jobs.size(), job.extranonce2Bytes()));
            out.putBigEndian(job.jobId(), Long.BYTES);
            out.put(job.extranonce2Bytes());
            out.put(job.digest());
        }
    }

    private void writeWorkers() {
        out.putVarint(workers.size());
        workers.forEach((workerId, worker) -> {
            out.putVarint(workerId);
            out.putVarint(worker.accountId());
        });
    }

    private void writeShare(SequencedShare share) {
        Job job = job(share);
        out.putVarint(job.index());
        out.putVarint(workers.get(share.workerId()).index());
        out.putVarint(difficulties.get(share.difficultyUnits()));
        out.putBigEndian(share.extranonce1(), Integer.BYTES);
        out.putBigEndian(share.extranonce2(), job.extranonce2Bytes());
        out.putZigzag(share.timeSeconds() - timeBefore);
        out.putBigEndian(share.nonce(), Integer.BYTES);
        int rotated = Integer.rotateRight(share.version() ^ versionBefore, VERSION_ROTATION);
        out.putVarint(Integer.toUnsignedLong(rotated));
        out.putZigzag(share.receivedMillis() - receivedBefore);
        timeBefore = share.timeSeconds();
        versionBefore = share.version();
        receivedBefore = share.receivedMillis();
    }

    /** Most shares are of the same job as the one before. */
    private Job job(SequencedShare share) {
        if (lastJob.index() < 0 || lastJob.jobId() != share.jobId()) {
            Job named = jobs.get(share.jobId());
            if (named == null) {
                throw new IllegalArgumentException("share " + share.sequence() + " names a job that the segment lacks");
            }
            lastJob = named;
        }
        return lastJob;
    }

    private void writeBlock(SequencedBlock block) {
        out.put(block.blockHash().toHeaderOrder());
        out.putBigEndian(block.height(), Integer.BYTES);
        writeShare(block.solution());
        out.putVarint(block.absentInstances().size());
        block.absentInstances().forEach(out::put);
    }
}
