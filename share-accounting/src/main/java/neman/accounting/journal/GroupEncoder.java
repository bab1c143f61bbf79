package neman.accounting.journal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns appends into the bytes of one group commit. Belongs to the writer thread.
 *
 * <p>Before the first share of a job in a file it puts the job's record, so that each file can be read on its own.
 */
final class GroupEncoder {
    private static final int GROUP_BYTES = 1 << 20;

    /** Room behind a group that is just not full for one append with its jobs. */
    private final ByteBuffer bytes = ByteBuffer.allocateDirect(GROUP_BYTES + 4 * JournalFrame.FRAME_BYTES_MAX);

    private final RecentJobs jobs = new RecentJobs();
    private final List<Long> jobsOfAppend = new ArrayList<>();

    boolean isFull() {
        return bytes.position() >= GROUP_BYTES;
    }

    boolean isEmpty() {
        return bytes.position() == 0;
    }

    void clear() {
        bytes.clear();
    }

    /** What was added since {@link #clear}. */
    ByteBuffer group() {
        return bytes.flip();
    }

    /** Remembers jobs while there is no file to write them to. */
    void retainJobs(JournalRecord[] records) {
        for (JournalRecord record : records) {
            if (record instanceof JobRecord job) {
                jobs.retain(job);
            }
        }
    }

    /**
     * Adds all of {@code records} or none.
     *
     * @throws IllegalArgumentException where one of them cannot be written, whatever the state of the disk
     */
    void add(JournalRecord[] records, JournalFile file) {
        int start = bytes.position();
        jobsOfAppend.clear();
        try {
            for (JournalRecord record : records) {
                addOne(record, file);
            }
        } catch (IllegalArgumentException | BufferOverflowException e) {
            bytes.position(start);
            jobsOfAppend.forEach(file::removeJob);
            throw new IllegalArgumentException("records that no journal can hold: " + e.getMessage(), e);
        }
    }

    private void addOne(JournalRecord record, JournalFile file) {
        if (record instanceof JobRecord job) {
            jobs.retain(job);
            addJob(job, file);
            return;
        }
        if (record instanceof ShareRecord share) {
            addJob(jobs.require(share.jobId()), file);
        } else if (record instanceof BlockRecord block) {
            addJob(jobs.require(block.solution().jobId()), file);
        }
        JournalFrame.write(bytes, record, file.forcedBytes());
    }

    private void addJob(JobRecord job, JournalFile file) {
        if (file.addJob(job.jobId())) {
            jobsOfAppend.add(job.jobId());
            JournalFrame.write(bytes, job, file.forcedBytes());
        }
    }
}
