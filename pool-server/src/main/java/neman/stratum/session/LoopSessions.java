package neman.stratum.session;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Measure;
import neman.stratum.job.Job;

/** The sessions of one event loop and what they share. Thread: that event loop, but for {@link #survey}. */
public final class LoopSessions {
    private final PoolServices pool;
    private final EventExecutor loop;
    private final ShareDesk desk;
    private final ShareTotals totals = new ShareTotals();
    private final Set<MinerSession> sessions = new HashSet<>();
    private final List<MinerSession> unflushed = new ArrayList<>();
    private long opened;

    /** @param loop the event loop on which all this lives */
    public LoopSessions(PoolServices pool, EventExecutor loop) {
        this.pool = pool;
        this.loop = loop;
        this.desk = new ShareDesk(pool, loop, this::flushAll);
    }

    public MinerSession open(Channel channel, DifficultyLimits limits, Conduct conduct) {
        MinerSession session = new MinerSession(pool, this, channel, limits, conduct);
        sessions.add(session);
        return session;
    }

    public void close(MinerSession session) {
        if (sessions.remove(session)) {
            session.closed();
        }
    }

    /** For a session that begins: never the same twice on this loop. */
    long nextNumber() {
        return opened++;
    }

    ShareDesk desk() {
        return desk;
    }

    ShareTotals totals() {
        return totals;
    }

    /** Asks for one flush of {@code session} when the journal's completions that are at hand have run. */
    void flushLater(MinerSession session) {
        unflushed.add(session);
    }

    private void flushAll() {
        for (int i = 0; i < unflushed.size(); i++) { // a flush may end a connection, and that may write to others
            unflushed.get(i).flush();
        }
        unflushed.clear();
    }

    /** Gives everyone the current job. */
    public void broadcast() {
        Optional<Job> current = pool.jobs().current();
        for (MinerSession session : List.copyOf(sessions)) {
            current.ifPresent(session::sendJob);
            session.flush();
        }
    }

    /** Whoever has borrowed an extranonce1 from an instance that runs again changes it. */
    public void returnExtranonces() {
        List.copyOf(sessions).forEach(MinerSession::returnExtranonce);
    }

    /** Now and then: vardiff for those that send nothing, and the end for those that never said what they want. */
    public void sweep(Duration handshakeTimeout) {
        pool.sessions().forgetExpired();
        long now = pool.clock().millis();
        for (MinerSession session : List.copyOf(sessions)) {
            if (!session.isWorking() && now - session.connectedAtMillis() > handshakeTimeout.toMillis()) {
                session.disconnect(Measure.HANDSHAKE_TIME);
            } else {
                session.followSpeed(now);
                session.flush();
            }
        }
    }

    /** Tells everyone to go, spread over time, and ends each connection a moment after. */
    public void drain(Farewell farewell) {
        List<MinerSession> leaving = List.copyOf(sessions);
        for (int i = 0; i < leaving.size(); i++) {
            int index = i;
            MinerSession session = leaving.get(i);
            long delayMillis = farewell.delayMillis(index, leaving.size());
            loop.schedule(
                    () -> session.sayFarewell(farewell, index, leaving.size()), delayMillis, TimeUnit.MILLISECONDS);
            loop.schedule(session::finish, delayMillis + Farewell.GRACE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Ends every connection as soon as it has its answers. */
    public void finish() {
        List.copyOf(sessions).forEach(MinerSession::finish);
    }

    /** Asks every session what it does. Any thread. @throws RejectedExecutionException where the loop has ended */
    public Future<LoopStatus> survey() {
        Promise<LoopStatus> answer = loop.newPromise();
        loop.execute(() -> new LoopSurvey(loop, this, List.copyOf(sessions), answer).run());
        return answer;
    }

    LoopStatus status(List<SessionFacts> facts) {
        return new LoopStatus(sessions.size(), facts, totals.accepted(), Map.copyOf(totals.refused()));
    }
}
