package neman.stratum.session;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Difficulty;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Measure;
import neman.stratum.defence.Reaction;
import neman.stratum.defence.SubmitQuality;
import neman.stratum.job.Job;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.PoolNotices;
import neman.stratum.protocol.RequestId;
import neman.stratum.protocol.ServerLines;
import neman.stratum.share.Refusal;

/**
 * One miner's connection: its life, and the answers to its shares. Requests go to {@link SessionRequests}; jobs and difficulties
 * come from {@link SessionWork}. Thread: the channel's event loop.
 */
public final class MinerSession {
    private final PoolServices pool;
    private final LoopSessions siblings;
    private final Channel channel;
    private final long number;
    private final AnswerQueue answers;
    private final SessionDifficulty difficulty;
    private final AuthorizedWorkers workers;
    private final Conduct conduct;
    private final SessionWork work;
    private final SessionRequests requests;
    private final long connectedAtMillis;
    private SessionState state = SessionState.OPENING;
    private boolean awaitsFlush;

    MinerSession(PoolServices pool, LoopSessions siblings, Channel channel, DifficultyLimits limits, Conduct conduct) {
        this.pool = pool;
        this.siblings = siblings;
        this.channel = channel;
        this.number = siblings.nextNumber();
        this.answers = new AnswerQueue(channel);
        this.workers = new AuthorizedWorkers(conduct.message().workers());
        this.conduct = conduct;
        this.connectedAtMillis = pool.clock().millis();
        this.difficulty = new SessionDifficulty(limits, connectedAtMillis);
        this.work = new SessionWork(pool, channel, conduct, difficulty);
        this.requests = new SessionRequests(pool, siblings, this, work, difficulty, answers, conduct, channel);
    }

    public void receive(ClientRequest request) {
        request.handOver(requests);
    }

    SessionState state() {
        return state;
    }

    boolean isSubscribed() {
        return state instanceof SessionState.Subscribed;
    }

    /** The answer to its subscribe needs another instance's word. */
    void resume(SessionState.Resuming resuming) {
        state = resuming;
    }

    /** The miner has subscribed, with a session of its own from now on. */
    void subscribe(KeptSession session) {
        session.difficulty().filter(before -> difficulty.followsSpeed()).ifPresent(difficulty::want);
        state = new SessionState.Subscribed(session.id(), session.sentJobs());
        work.begin(session.sentJobs());
    }

    /**
     * Lets go of an extranonce1 that its own instance may give to the next: tells the miner another one, or, where it did not ask
     * for that, to reconnect. One whose job cannot be sent again just now is asked again.
     */
    void returnExtranonce() {
        if (!(state instanceof SessionState.Subscribed before)
                || !pool.sessions().isDueBack(before.extranonce1())) {
            return;
        }
        if (!requests.followsExtranonce()) {
            answers.answer(PoolNotices.reconnect(allocator()));
            finish();
        } else if (work.canChangeExtranonce()) {
            SessionId id = pool.sessions().exchange(before.id());
            state = new SessionState.Subscribed(id, before.sentJobs());
            work.changeExtranonce(id.extranonce1());
            flush();
        }
    }

    /** Whether it has subscribed and authorized. */
    boolean isWorking() {
        return isSubscribed() && !workers.isEmpty();
    }

    /** Sends the current job if this session works already and has not got it. Flushes nothing. */
    void sendJob(Job job) {
        if (isWorking()) {
            boolean first = !work.hasBegun();
            work.sendJob(job);
            if (first) {
                requests.askForAgent();
            }
        }
    }

    /** Answers with an error and counts it. */
    void refuse(RequestId id, Optional<Worker> worker, Refusal refusal) {
        count(worker, refusal);
        answers.answer(ServerLines.refused(allocator(), id, refusal.error()));
        heed(conduct.submitted(SubmitQuality.of(refusal)));
    }

    private void count(Optional<Worker> worker, Refusal refusal) {
        worker.ifPresent(known -> known.countRefused(refusal));
        siblings.totals().countRefused(refusal);
    }

    void reserveAnswer(PendingShare place) {
        answers.reserve(place);
    }

    void shareAccepted(PendingShare place, RequestId id, Worker worker, Difficulty judged) {
        long now = pool.clock().millis();
        worker.countAccepted(now);
        siblings.totals().countAccepted();
        difficulty.shareAccepted(judged, now);
        answers.fill(place, ServerLines.accepted(allocator(), id));
        work.followSpeed(now);
        heed(conduct.submitted(SubmitQuality.GOOD));
        flushLater();
    }

    void shareRefused(PendingShare place, RequestId id, Worker worker, Refusal refusal) {
        count(Optional.of(worker), refusal);
        answers.fill(place, ServerLines.refused(allocator(), id, refusal.error()));
        heed(conduct.submitted(SubmitQuality.of(refusal)));
        flushLater();
    }

    /** What follows from the submits so far, behind the answer to the last. */
    private void heed(Reaction reaction) {
        switch (reaction) {
            case NONE -> {}
            case EASE -> work.ease();
            case RESEND -> work.sendAgain();
            case RECONNECT -> {
                answers.answer(PoolNotices.reconnect(allocator()));
                finish();
            }
            case CLOSE -> finish();
        }
    }

    /** Vardiff for one that sends no shares. */
    void followSpeed(long nowMillis) {
        work.followSpeed(nowMillis);
    }

    /**
     * Says something that changes nothing, so that firmware which hears nothing does not leave: a ping where it is answered,
     * because that shows that the miner lives; else the difficulty that is in force.
     */
    public void keepAlive() {
        if (isWorking() && UserAgents.answersPing(userAgent())) {
            work.write(PoolNotices.ping(allocator()));
        } else {
            work.repeatDifficulty();
        }
        channel.flush();
    }

    /** Called for a request that came faster than granted: reads nothing until that is made up for. */
    public void pauseReading() {
        if (!answers.isPaused()) {
            conduct.count(Measure.REQUESTS_PAUSED);
            answers.pause(true);
            resumeLater(conduct.pauseMillis());
        }
    }

    private void resumeLater(long millis) {
        if (millis > 0 && channel.isOpen()) {
            channel.eventLoop().schedule(() -> resumeLater(conduct.pauseMillis()), millis, TimeUnit.MILLISECONDS);
        } else {
            answers.pause(false);
        }
    }

    public void writabilityChanged() {
        answers.writabilityChanged();
    }

    void flush() {
        awaitsFlush = false;
        channel.flush();
    }

    /** What was written leaves at the end of the batch of completions, together with what comes till then. */
    private void flushLater() {
        if (!awaitsFlush) {
            awaitsFlush = true;
            siblings.flushLater(this);
        }
    }

    Optional<Worker> worker(String user) {
        return workers.find(user);
    }

    AuthorizedWorkers workers() {
        return workers;
    }

    int versionMask() {
        return requests.versionMask();
    }

    String userAgent() {
        return requests.userAgent();
    }

    long connectedAtMillis() {
        return connectedAtMillis;
    }

    /** Which of its event loop's connections it is. */
    long number() {
        return number;
    }

    /** What it works at, or will when it gets its first job. */
    Difficulty difficulty() {
        return difficulty.present();
    }

    /** Ends the connection at once. */
    public void disconnect(Measure why) {
        work.disconnect(why);
    }

    /**
     * Tells the miner to go, behind the answers that it is owed; what it submits meanwhile is still answered. One that has not
     * subscribed would take the line for its answer, so it is told nothing.
     */
    void sayFarewell(Farewell farewell, int index, int count) {
        if (isSubscribed()) {
            answers.answer(farewell.line(allocator(), index, count));
            channel.flush();
        }
    }

    /** Reads nothing more and ends once every answer that is owed has left. */
    void finish() {
        answers.finish();
    }

    /** The connection is gone. */
    void closed() {
        answers.release();
        if (state instanceof SessionState.Subscribed subscribed) {
            pool.sessions()
                    .keep(new KeptSession(
                            subscribed.id(),
                            subscribed.sentJobs(),
                            difficulty.assigned().map(AssignedDifficulty::difficulty)));
        }
        state = SessionState.CLOSED;
        work.end();
    }

    private ByteBufAllocator allocator() {
        return channel.alloc();
    }
}
