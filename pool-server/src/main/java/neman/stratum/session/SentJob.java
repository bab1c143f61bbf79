package neman.stratum.session;

import java.util.ArrayList;
import java.util.List;
import neman.stratum.job.Job;
import neman.stratum.job.JobNumbers;
import neman.stratum.share.HeaderSet;

/**
 * A job as this session got it: for each time that it was sent, the easiest difficulty in force since. Firmware applies a new
 * difficulty when it likes, so a share is judged at the easiest, and credited with that one.
 */
final class SentJob {
    private final Job job;
    private final List<AssignedDifficulty> easiestByVariant = new ArrayList<>(1);
    private final HeaderSet credited = new HeaderSet();

    SentJob(Job job, AssignedDifficulty inForce) {
        this.job = job;
        easiestByVariant.add(inForce);
    }

    Job job() {
        return job;
    }

    /** The headers that this session was credited on this job. */
    HeaderSet credited() {
        return credited;
    }

    boolean wasSentAs(long sentId) {
        return JobNumbers.jobOf(sentId) == job.id() && JobNumbers.variantOf(sentId) < easiestByVariant.size();
    }

    /** What a share that names {@code sentId} is judged at. */
    AssignedDifficulty easiestSince(long sentId) {
        return easiestByVariant.get(JobNumbers.variantOf(sentId));
    }

    /** A difficulty was told after the job was sent. */
    void difficultyChanged(AssignedDifficulty inForce) {
        easiestByVariant.replaceAll(easiest -> easiest.easier(inForce));
    }

    boolean canBeSentAgain() {
        return JobNumbers.hasNextVariant(lastSentId());
    }

    /** The id under which it was sent last. */
    long lastSentId() {
        return job.id() + easiestByVariant.size() - 1;
    }

    /** Counts one more time of sending and returns the id for it. */
    long nextSentId(AssignedDifficulty inForce) {
        easiestByVariant.add(inForce);
        return lastSentId();
    }
}
