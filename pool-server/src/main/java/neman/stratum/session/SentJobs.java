package neman.stratum.session;

import java.util.ArrayDeque;
import java.util.Optional;
import neman.stratum.job.Job;

/** The jobs that one session was given and may still work on, newest first. */
final class SentJobs {
    /** With more, the oldest is forgotten and its shares are unknown: at a job in ten seconds that is more than the grace. */
    static final int MAX_JOBS = 32;

    private final ArrayDeque<SentJob> newestFirst = new ArrayDeque<>(4);

    /** @param clean forgets the others: they are stale from here on */
    void add(Job job, AssignedDifficulty inForce, boolean clean) {
        if (clean) {
            newestFirst.clear();
        }
        if (newestFirst.size() == MAX_JOBS) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(new SentJob(job, inForce));
    }

    Optional<SentJob> newest() {
        return Optional.ofNullable(newestFirst.peekFirst());
    }

    Optional<SentJob> find(long sentId) {
        for (SentJob sent : newestFirst) {
            if (sent.wasSentAs(sentId)) {
                return Optional.of(sent);
            }
        }
        return Optional.empty();
    }

    void difficultyChanged(AssignedDifficulty inForce) {
        newestFirst.forEach(sent -> sent.difficultyChanged(inForce));
    }
}
