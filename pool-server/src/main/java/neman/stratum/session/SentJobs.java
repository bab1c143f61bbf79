package neman.stratum.session;

import java.util.ArrayDeque;
import java.util.Optional;
import neman.stratum.job.Job;

/** The jobs that one session was given and may still work on, newest first, and the extranonce1 that goes with the next. */
final class SentJobs {
    /** With more, the oldest is forgotten and its shares are unknown: at a job in ten seconds that is more than the grace. */
    static final int MAX_JOBS = 32;

    private final ArrayDeque<SentJob> newestFirst = new ArrayDeque<>(4);
    private int extranonce1;

    SentJobs(int extranonce1) {
        this.extranonce1 = extranonce1;
    }

    /** @param clean forgets the others: they are stale from here on */
    void add(Job job, AssignedDifficulty inForce, boolean clean) {
        if (clean) {
            newestFirst.clear();
        }
        addFirst(new SentJob(job, extranonce1, inForce));
    }

    private void addFirst(SentJob sent) {
        if (newestFirst.size() == MAX_JOBS) {
            newestFirst.removeLast();
        }
        newestFirst.addFirst(sent);
    }

    /**
     * The miner was told another extranonce1, which it applies with the next job. Returns the newest job under another id, which
     * is to be sent; there must be one that can be sent again.
     */
    SentJob changeExtranonce(int otherExtranonce1, AssignedDifficulty inForce) {
        extranonce1 = otherExtranonce1;
        SentJob again = newestFirst.getFirst().with(otherExtranonce1, inForce);
        addFirst(again);
        return again;
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
