package neman.stratum.job;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.bitcoin.Hash256;

/**
 * The jobs that shares may name: the current one, the ones it replaced, and those of the tip before, so that even a late share
 * is tested for a block.
 *
 * <p>Written by the template thread, read by every event loop: an immutable list behind a volatile field.
 */
public final class JobTable {
    /** With more, the oldest is forgotten and shares for it are unknown. */
    public static final int MAX_JOBS = 128;

    /** Blocks on a tip before those would be buried; and each job holds its block's transactions. */
    private static final int MAX_TIPS = 2;

    /** What a share that names the job is worth. */
    public enum Standing {
        /** On the current tip, and current or replaced less than the grace ago. */
        GOOD,
        /** On a tip that was replaced, or replaced itself for longer than the grace. */
        STALE
    }

    private record Entry(Job job, long replacedAtMillis) {}

    private static final long NOT_REPLACED = Long.MAX_VALUE;

    private final long graceMillis;
    /** Newest first. */
    private volatile List<Entry> entries = List.of();

    public JobTable(Duration grace) {
        this.graceMillis = grace.toMillis();
    }

    /** Makes {@code job} the current one. Returns whether miners must drop what they work on: the tip is another. */
    public boolean replaceCurrent(Job job, long nowMillis) {
        boolean newTip = current()
                .map(before -> !before.previousBlock().equals(job.previousBlock()))
                .orElse(true);
        List<Entry> next = new ArrayList<>();
        Set<Hash256> tips = new HashSet<>(Set.of(job.previousBlock()));
        next.add(new Entry(job, NOT_REPLACED));
        for (Entry entry : entries) {
            tips.add(entry.job.previousBlock());
            if (next.size() < MAX_JOBS && tips.size() <= MAX_TIPS) {
                next.add(entry.replacedAtMillis == NOT_REPLACED ? new Entry(entry.job, nowMillis) : entry);
            }
        }
        entries = List.copyOf(next);
        return newTip;
    }

    /** Empty until the first template came. */
    public Optional<Job> current() {
        List<Entry> now = entries;
        return now.isEmpty() ? Optional.empty() : Optional.of(now.get(0).job);
    }

    /** @param sentId a job's id or a variant of it */
    public Optional<Job> find(long sentId) {
        long id = JobNumbers.jobOf(sentId);
        for (Entry entry : entries) {
            if (entry.job.id() == id) {
                return Optional.of(entry.job);
            }
        }
        return Optional.empty();
    }

    public Standing standing(Job job, long nowMillis) {
        List<Entry> now = entries;
        for (Entry entry : now) {
            if (entry.job == job) {
                boolean sameTip = job.previousBlock().equals(now.get(0).job.previousBlock());
                boolean inGrace =
                        entry.replacedAtMillis == NOT_REPLACED || nowMillis - entry.replacedAtMillis <= graceMillis;
                return sameTip && inGrace ? Standing.GOOD : Standing.STALE;
            }
        }
        return Standing.STALE;
    }
}
