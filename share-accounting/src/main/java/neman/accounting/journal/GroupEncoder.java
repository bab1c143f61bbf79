package neman.accounting.journal;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Turns appends into the bytes of one group commit; a share costs no allocation. Belongs to the writer thread.
 *
 * <p>Before the first share of a job in a file it puts the job's record, so that each file can be read on its own.
 */
final class GroupEncoder {
    private static final int GROUP_BYTES = 1 << 20;

    /** Room behind a group that is just not full for one append with its jobs. */
    private final ByteBuffer bytes = ByteBuffer.allocate(GROUP_BYTES + 4 * JournalFrame.FRAME_BYTES_MAX);

    private final JournalFrame.Writer frames = new JournalFrame.Writer(bytes);
    private final RecentJobs jobs = new RecentJobs();
    private final List<RecentJobs.Kept> jobsOfAppend = new ArrayList<>();

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

    /** Remembers a job while there is no file to write it to. */
    void retainJob(JournalRecord record) {
        if (record instanceof JobRecord job) {
            jobs.retain(job);
        }
    }

    /**
     * Adds all records of an append or none.
     *
     * @throws IllegalArgumentException where one of them cannot be written, whatever the state of the disk
     */
    void add(JournalRecord first, JournalRecord[] others, JournalFile file) {
        int start = bytes.position();
        jobsOfAppend.clear();
        try {
            addOne(first, file);
            for (JournalRecord record : others) {
                addOne(record, file);
            }
        } catch (IllegalArgumentException | BufferOverflowException e) {
            bytes.position(start);
            jobsOfAppend.forEach(RecentJobs.Kept::markUnwritten);
            throw new IllegalArgumentException("records that no journal can hold: " + e.getMessage(), e);
        }
    }

    private void addOne(JournalRecord record, JournalFile file) {
        if (record instanceof ShareRecord share) {
            addJob(jobs.require(share.jobId()), file);
        } else if (record instanceof BlockRecord block) {
            addJob(jobs.require(block.solution().jobId()), file);
        } else if (record instanceof JobRecord job) {
            addJob(jobs.retain(job), file);
            return;
        }
        frames.write(record, file.forcedBytes());
    }

    private void addJob(RecentJobs.Kept kept, JournalFile file) {
        if (!kept.isWrittenIn(file.journal())) {
            kept.markWrittenIn(file.journal());
            jobsOfAppend.add(kept);
            frames.write(kept.job(), file.forcedBytes());
        }
    }
}
