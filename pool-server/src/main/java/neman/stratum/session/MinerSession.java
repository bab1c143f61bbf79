package neman.stratum.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Difficulty;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Measure;
import neman.stratum.defence.Reaction;
import neman.stratum.defence.SubmitQuality;
import neman.stratum.job.Job;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.ErrorText;
import neman.stratum.protocol.PoolNotices;
import neman.stratum.protocol.RequestHandler;
import neman.stratum.protocol.RequestId;
import neman.stratum.protocol.ServerLines;
import neman.stratum.share.Refusal;

/**
 * One miner's connection. Thread: the channel's event loop.
 *
 * <p>What firmware relies on: no line before the answer to its subscribe; the line after a request is its answer or something
 * that it knows; a difficulty before the first job; a new difficulty always together with a job.
 */
public final class MinerSession implements RequestHandler {
    /** Longer agents are cut: they are only shown. */
    static final int MAX_AGENT_CHARACTERS = 128;

    /** Agents of the cgminer family show messages; others would log an unknown method. */
    private static final String SHOWS_MESSAGES = "gminer";

    private static final ErrorText UNKNOWN_METHOD = new ErrorText(20, "Unknown method");
    private static final ErrorText MALFORMED = new ErrorText(20, "Malformed request");

    private final PoolServices pool;
    private final LoopSessions siblings;
    private final Channel channel;
    private final long number;
    private final AnswerQueue answers;
    private final DifficultyLimits limits;
    private final SessionDifficulty difficulty;
    private final AuthorizedWorkers workers;
    private final Conduct conduct;
    private final long connectedAtMillis;
    private SessionState state = SessionState.OPENING;
    private String userAgent = "";
    private boolean askedForAgent;
    private int versionMask;
    private boolean awaitsFlush;

    MinerSession(PoolServices pool, LoopSessions siblings, Channel channel, DifficultyLimits limits, Conduct conduct) {
        this.pool = pool;
        this.siblings = siblings;
        this.channel = channel;
        this.number = siblings.nextNumber();
        this.answers = new AnswerQueue(channel);
        this.limits = limits;
        this.workers = new AuthorizedWorkers(conduct.workers());
        this.conduct = conduct;
        this.connectedAtMillis = pool.clock().millis();
        this.difficulty = new SessionDifficulty(limits, connectedAtMillis);
    }

    /** The next line is the answer; a mask that changes under a miner's hands follows behind it. */
    @Override
    public void onConfigure(ClientRequest.Configure request) {
        int maskBefore = versionMask;
        if (request.extensions().contains("version-rolling")) {
            versionMask = pool.versionRollingMask() & request.versionRollingMask();
        }
        boolean minimumKept = keepMinimum(request);
        nameAgent(request.firmware());
        answers.answer(
                ServerLines.configured(allocator(), request.id(), request.extensions(), versionMask, minimumKept));
        if (maskBefore != 0 && versionMask != 0 && versionMask != maskBefore) {
            answers.answer(PoolNotices.setVersionMask(allocator(), versionMask));
        }
        sendDifficulty();
    }

    private boolean keepMinimum(ClientRequest.Configure request) {
        Optional<BigDecimal> possible = request.minimumDifficulty()
                .filter(asked -> asked.compareTo(limits.maximum().toDecimal()) <= 0)
                .filter(asked -> request.extensions().contains("minimum-difficulty"));
        possible.ifPresent(difficulty::raiseMinimum);
        return possible.isPresent();
    }

    /** A repeated subscribe gets the same answer again: cpuminer repeats it on the same connection when it disliked the first. */
    @Override
    public void onSubscribe(ClientRequest.Subscribe request) {
        if (!conduct.subscribe()) {
            disconnect(Measure.TOO_MANY_SUBSCRIBES);
            return;
        }
        nameAgent(request.userAgent());
        if (state == SessionState.OPENING) {
            KeptSession session = pool.sessions().open(request.session());
            session.difficulty().filter(before -> difficulty.followsSpeed()).ifPresent(difficulty::want);
            state = new SessionState.Subscribed(session.id(), session.sentJobs());
        }
        if (state instanceof SessionState.Subscribed subscribed) {
            answers.answer(ServerLines.subscribed(
                    allocator(),
                    request.id(),
                    subscribed.id().toString(),
                    subscribed.extranonce1(),
                    Job.EXTRANONCE2_BYTES));
            beginWork();
        }
    }

    /** Whoever says it first names the firmware. */
    private void nameAgent(String agent) {
        if (userAgent.isEmpty()) {
            userAgent = agent.substring(0, Math.min(agent.length(), MAX_AGENT_CHARACTERS));
        }
    }

    @Override
    public void onAuthorize(ClientRequest.Authorize request) {
        Optional<WorkerName> name = WorkerName.parse(pool.network(), request.user());
        if (name.isEmpty()) {
            refuseName(request, NameRefusal.of(pool.network(), request.user()));
        } else if (workers.add(request.user(), name.get())) {
            boolean changed = follow(PasswordOptions.parse(request.password()));
            answers.answer(ServerLines.accepted(allocator(), request.id()));
            beginWork();
            if (changed) {
                sendDifficulty();
            }
        } else {
            refuseName(request, NameRefusal.TOO_MANY);
        }
    }

    private void refuseName(ClientRequest.Authorize request, NameRefusal refusal) {
        siblings.totals().countRefused(Refusal.UNAUTHORIZED);
        if (userAgent.contains(SHOWS_MESSAGES)) {
            answers.answer(PoolNotices.showMessage(allocator(), refusal.sentence(pool.network())));
        }
        answers.answer(ServerLines.refused(allocator(), request.id(), refusal.error()));
    }

    private boolean follow(PasswordOptions options) {
        options.minimum().ifPresent(difficulty::raiseMinimum);
        options.difficulty().ifPresent(difficulty::fix);
        return options.minimum().isPresent() || options.difficulty().isPresent();
    }

    private void beginWork() {
        if (difficulty.assigned().isEmpty()) {
            pool.jobs().current().ifPresent(this::sendJob);
        }
    }

    @Override
    public void onSubmit(ClientRequest.Submit request) {
        if (state instanceof SessionState.Subscribed subscribed) {
            siblings.desk().receive(this, subscribed, request);
        } else {
            refuse(request.id(), Optional.empty(), Refusal.NOT_SUBSCRIBED);
        }
    }

    @Override
    public void onUnreadableSubmit(ClientRequest.UnreadableSubmit request) {
        Optional<Worker> worker = worker(request.user());
        boolean subscribed = state instanceof SessionState.Subscribed;
        refuse(
                request.id(),
                worker,
                subscribed ? siblings.desk().refusalOfUnreadable(worker, request.jobId()) : Refusal.NOT_SUBSCRIBED);
    }

    @Override
    public void onSuggestDifficulty(ClientRequest.SuggestDifficulty request) {
        boolean changed = request.difficulty().map(difficulty::suggest).orElse(false);
        answerUnlessNull(request.id());
        if (changed) {
            sendDifficulty();
        }
    }

    /**
     * A session keeps its extranonce1 for as long as its connection lives, so {@code mining.set_extranonce} never follows; but
     * an error makes some firmware abandon the pool.
     */
    @Override
    public void onSubscribeExtranonce(ClientRequest.SubscribeExtranonce request) {
        answerUnlessNull(request.id());
    }

    @Override
    public void onAnnouncement(ClientRequest.Announcement request) {
        answerUnlessNull(request.id());
    }

    @Override
    public void onGetTransactions(ClientRequest.GetTransactions request) {
        if (!request.id().isNull()) {
            answers.answer(ServerLines.noTransactions(allocator(), request.id()));
        }
    }

    @Override
    public void onPing(ClientRequest.Ping request) {
        if (!request.id().isNull()) {
            answers.answer(ServerLines.pong(allocator(), request.id()));
        }
    }

    @Override
    public void onAgentCapabilities(ClientRequest.AgentCapabilities request) {
        if (!request.id().isNull()) {
            answers.answer(ServerLines.noCapabilities(allocator(), request.id()));
        }
    }

    /** The only question ever asked is for the agent's name. */
    @Override
    public void onAnswer(ClientRequest.Answer answer) {
        if (askedForAgent && !answer.result().isEmpty()) {
            askedForAgent = false;
            nameAgent(answer.result());
        }
    }

    private void answerUnlessNull(RequestId id) {
        if (!id.isNull()) {
            answers.answer(ServerLines.accepted(allocator(), id));
        }
    }

    @Override
    public void onUnknownMethod(ClientRequest.UnknownMethod request) {
        if (!request.id().isNull()) {
            answers.answer(ServerLines.refused(allocator(), request.id(), UNKNOWN_METHOD));
        }
    }

    @Override
    public void onMalformed() {
        if (conduct.malformedLine(isSubscribed())) {
            answers.answer(ServerLines.refused(allocator(), RequestId.NULL, MALFORMED));
        } else {
            disconnect(Measure.MALFORMED_LINES);
        }
    }

    Optional<Worker> worker(String user) {
        return workers.find(user);
    }

    int versionMask() {
        return versionMask;
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
        followSpeed(now);
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
            case EASE -> {
                difficulty.ease();
                sendAgain();
            }
            case RESEND -> sendAgain();
            case RECONNECT -> {
                answers.answer(PoolNotices.reconnect(allocator()));
                finish();
            }
            case CLOSE -> finish();
        }
    }

    /** Difficulty and job, the job under another id: whatever the miner missed, it has now. */
    private void sendAgain() {
        if (state instanceof SessionState.Subscribed subscribed
                && difficulty.assigned().isPresent()) {
            subscribed.sentJobs().newest().ifPresent(newest -> {
                difficulty.assign(newest.job().networkDifficulty(), pool.clock().millis());
                tellDifficulty(subscribed);
                sendJobAgain(subscribed, newest);
            });
        }
    }

    /**
     * Sends the current job if this session works already and has not got it, and a difficulty before it where that is due.
     * Flushes nothing.
     */
    void sendJob(Job job) {
        if (!(state instanceof SessionState.Subscribed subscribed) || workers.isEmpty()) {
            return;
        }
        boolean first = difficulty.assigned().isEmpty();
        Optional<SentJob> newest = subscribed.sentJobs().newest();
        if (newest.filter(sent -> sent.job() == job).isEmpty()) {
            sendNewJob(subscribed, job);
        } else if (first) {
            sendJobAgain(subscribed, newest.get());
        }
        if (first) {
            askForAgent();
        }
    }

    /** Clean where the tip is another than that of the job before. */
    private void sendNewJob(SessionState.Subscribed subscribed, Job job) {
        boolean clean = subscribed
                .sentJobs()
                .newest()
                .filter(sent -> sent.job().previousBlock().equals(job.previousBlock()))
                .isEmpty();
        if (difficulty.assign(job.networkDifficulty(), pool.clock().millis())) {
            tellDifficulty(subscribed);
        }
        subscribed.sentJobs().add(job, difficulty.assigned().orElseThrow(), clean);
        write(job.notification(job.id(), clean));
    }

    /**
     * To a miner that came back before the next job: under another id, because firmware drops a job whose id it knows, and not
     * clean, because firmware begins a clean job from the start and would find the same shares again.
     */
    private void sendJobAgain(SessionState.Subscribed subscribed, SentJob sent) {
        if (difficulty.assign(sent.job().networkDifficulty(), pool.clock().millis())) {
            tellDifficulty(subscribed);
        }
        long sentId =
                sent.canBeSentAgain() ? sent.nextSentId(difficulty.assigned().orElseThrow()) : sent.lastSentId();
        write(sent.job().notification(sentId, false));
    }

    /** For the inventory, of those who did not say. Known to cgminer, bfgminer, cpuminer and the proxies that name nobody. */
    private void askForAgent() {
        if (userAgent.isEmpty()) {
            askedForAgent = true;
            write(PoolNotices.getVersion(allocator()));
        }
    }

    /** Vardiff: at each share, and now and then for the ones that send none. */
    void followSpeed(long nowMillis) {
        if (difficulty.followSpeed(nowMillis)) {
            sendDifficulty();
        }
    }

    /**
     * A new difficulty with the present job under another id: firmware applies the one with the other. Where the job cannot be
     * sent again, the difficulty goes with the next.
     */
    private void sendDifficulty() {
        if (!(state instanceof SessionState.Subscribed subscribed)
                || difficulty.assigned().isEmpty()) {
            return;
        }
        Optional<SentJob> newest = subscribed.sentJobs().newest().filter(SentJob::canBeSentAgain);
        if (newest.isPresent()
                && difficulty.assign(
                        newest.get().job().networkDifficulty(), pool.clock().millis())) {
            tellDifficulty(subscribed);
            long sentId = newest.get().nextSentId(difficulty.assigned().orElseThrow());
            write(newest.get().job().notification(sentId, false));
        }
    }

    private void tellDifficulty(SessionState.Subscribed subscribed) {
        AssignedDifficulty assigned = difficulty.assigned().orElseThrow();
        subscribed.sentJobs().difficultyChanged(assigned);
        write(ServerLines.setDifficulty(allocator(), assigned.difficulty()));
    }

    /** A miner that does not read what it is sent cannot be given jobs: the connection ends. */
    private void write(ByteBuf line) {
        if (channel.isWritable()) {
            channel.write(line);
        } else {
            line.release();
            disconnect(Measure.SLOW_READER);
        }
    }

    /** Says again what is in force, so that firmware which hears nothing does not leave. */
    public void keepAlive() {
        difficulty.assigned().ifPresent(now -> write(ServerLines.setDifficulty(allocator(), now.difficulty())));
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

    boolean isSubscribed() {
        return state instanceof SessionState.Subscribed;
    }

    /** Whether it has subscribed and authorized. */
    boolean isWorking() {
        return isSubscribed() && !workers.isEmpty();
    }

    long connectedAtMillis() {
        return connectedAtMillis;
    }

    String userAgent() {
        return userAgent;
    }

    AuthorizedWorkers workers() {
        return workers;
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
        if (channel.isOpen()) {
            conduct.count(why);
            channel.close();
        }
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
    }

    private ByteBufAllocator allocator() {
        return channel.alloc();
    }
}
