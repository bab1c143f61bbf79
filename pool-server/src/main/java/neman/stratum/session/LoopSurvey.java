package neman.stratum.session;

import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * Goes through the sessions of one event loop, {@value #AT_ONCE} at a time, so that no share waits while thousands are asked.
 * Thread: that event loop.
 */
final class LoopSurvey {
    /** A tenth of a millisecond. */
    private static final int AT_ONCE = 256;

    private final EventExecutor loop;
    private final LoopSessions sessions;
    private final List<MinerSession> asked;
    private final Promise<LoopStatus> answer;
    private final List<SessionFacts> facts = new ArrayList<>();
    private int next;

    LoopSurvey(EventExecutor loop, LoopSessions sessions, List<MinerSession> asked, Promise<LoopStatus> answer) {
        this.loop = loop;
        this.sessions = sessions;
        this.asked = asked;
        this.answer = answer;
    }

    void run() {
        int end = Math.min(asked.size(), next + AT_ONCE);
        while (next < end) {
            describe(asked.get(next++));
        }
        if (next == asked.size() || !continueLater()) {
            answer.setSuccess(sessions.status(facts));
        }
    }

    /** Not where the pool is stopping: then what was learned must do. */
    private boolean continueLater() {
        try {
            loop.execute(this::run);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private void describe(MinerSession session) {
        if (session.workers().isEmpty()) {
            facts.add(SessionFacts.of(session));
        } else {
            session.workers().all().forEach(worker -> facts.add(SessionFacts.of(session, worker)));
        }
    }
}
