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

    /** The miner was told another one, which it applies with the next job that it is sent. */
    void extranonceChanged(int otherExtranonce1) {
        extranonce1 = otherExtranonce1;
    }

    /** Counts one more time of sending the newest, which there must be, and returns the id for it: another where there is one. */
    long sendAgain(AssignedDifficulty inForce) {
        SentJob newest = newestFirst.getFirst();
        if (!newest.canBeSentAgain()) {
            return newest.lastSentId();
        }
        if (newest.extranonce1() == extranonce1) {
            return newest.nextSentId(inForce);
        }
        addFirst(newest.with(extranonce1, inForce));
        return newestFirst.getFirst().lastSentId();
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
