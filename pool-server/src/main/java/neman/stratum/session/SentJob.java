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
    private final int extranonce1;
    private final int firstVariant;
    private final List<AssignedDifficulty> easiestByVariant = new ArrayList<>(1);
    private final HeaderSet credited = new HeaderSet();

    SentJob(Job job, int extranonce1, AssignedDifficulty inForce) {
        this(job, extranonce1, job.id(), inForce);
    }

    private SentJob(Job job, int extranonce1, long sentId, AssignedDifficulty inForce) {
        this.job = job;
        this.extranonce1 = extranonce1;
        this.firstVariant = JobNumbers.variantOf(sentId);
        easiestByVariant.add(inForce);
    }

    Job job() {
        return job;
    }

    /** The one that was in force when it was sent, whatever came after: the miner makes its headers with this. */
    int extranonce1() {
        return extranonce1;
    }

    /** The same job, to be sent under its next id to a session whose extranonce1 is another from then on. */
    SentJob with(int otherExtranonce1, AssignedDifficulty inForce) {
        return new SentJob(job, otherExtranonce1, lastSentId() + 1, inForce);
    }

    /** The headers that this session was credited on this job. */
    HeaderSet credited() {
        return credited;
    }

    boolean wasSentAs(long sentId) {
        int index = JobNumbers.variantOf(sentId) - firstVariant;
        return JobNumbers.jobOf(sentId) == job.id() && index >= 0 && index < easiestByVariant.size();
    }

    /** What a share that names {@code sentId} is judged at. */
    AssignedDifficulty easiestSince(long sentId) {
        return easiestByVariant.get(JobNumbers.variantOf(sentId) - firstVariant);
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
        return job.id() + firstVariant + easiestByVariant.size() - 1;
    }

    /** Counts one more time of sending and returns the id for it. */
    long nextSentId(AssignedDifficulty inForce) {
        easiestByVariant.add(inForce);
        return lastSentId();
    }
}
