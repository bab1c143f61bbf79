package neman.stratum.session;

import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import neman.accounting.live.LiveStatus;
import neman.stratum.job.Job;
import neman.stratum.share.Refusal;

/** The sessions of one event loop and what they share. Thread: that event loop. */
public final class LoopSessions {
    private final PoolServices pool;
    private final EventExecutor loop;
    private final ShareDesk desk;
    private final ShareTotals totals = new ShareTotals();
    private final Set<MinerSession> sessions = new HashSet<>();

    /** @param loop the event loop on which every method is called */
    public LoopSessions(PoolServices pool, EventExecutor loop) {
        this.pool = pool;
        this.loop = loop;
        this.desk = new ShareDesk(pool, loop);
    }

    public MinerSession open(Channel channel, DifficultyLimits limits) {
        MinerSession session = new MinerSession(pool, this, channel, limits);
        sessions.add(session);
        return session;
    }

    public void close(MinerSession session) {
        if (sessions.remove(session)) {
            session.closed();
        }
    }

    ShareDesk desk() {
        return desk;
    }

    ShareTotals totals() {
        return totals;
    }

    /** Gives everyone the current job. */
    public void broadcast() {
        Optional<Job> current = pool.jobs().current();
        for (MinerSession session : List.copyOf(sessions)) {
            current.ifPresent(session::sendJob);
            session.flush();
        }
    }

    /** Now and then: vardiff for those that send nothing, and the end for those that never said what they want. */
    public void sweep(Duration handshakeTimeout) {
        pool.sessions().forgetExpired();
        long now = pool.clock().millis();
        for (MinerSession session : List.copyOf(sessions)) {
            if (!session.isSubscribed() && now - session.connectedAtMillis() > handshakeTimeout.toMillis()) {
                session.disconnect();
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

    /** What this loop has to say for a {@link LiveStatus}. */
    public LoopStatus status() {
        List<LiveStatus.Session> described = new ArrayList<>();
        for (MinerSession session : sessions) {
            for (Worker worker : session.workers().all()) {
                described.add(describe(session, worker));
            }
        }
        return new LoopStatus(sessions.size(), described, totals.accepted(), byReason(totals.refused()));
    }

    private static LiveStatus.Session describe(MinerSession session, Worker worker) {
        return new LiveStatus.Session(
                worker.account(),
                worker.name().worker(),
                session.userAgent(),
                session.difficultyText(),
                session.connectedAtMillis(),
                worker.accepted(),
                byReason(worker.refused()),
                worker.lastShareMillis());
    }

    private static Map<String, Long> byReason(Map<Refusal, Long> refused) {
        Map<String, Long> byReason = new TreeMap<>();
        refused.forEach((refusal, count) -> byReason.put(refusal.reason(), count));
        return byReason;
    }
}
