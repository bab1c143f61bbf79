package neman.stratum.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.stratum.defence.Conduct;
import neman.stratum.defence.Measure;
import neman.stratum.protocol.ClientRequest;
import neman.stratum.protocol.ErrorText;
import neman.stratum.protocol.PoolNotices;
import neman.stratum.protocol.RequestHandler;
import neman.stratum.protocol.RequestId;
import neman.stratum.protocol.ServerLines;
import neman.stratum.share.Refusal;

/**
 * What one miner asks for, and the answers. Thread: the channel's event loop.
 *
 * <p>What firmware relies on: no line before the answer to its subscribe; the line after a request is its answer or something
 * that it knows.
 */
final class SessionRequests implements RequestHandler {
    /** Longer agents are cut: they are only shown. */
    static final int MAX_AGENT_CHARACTERS = 128;

    /** How long a miner waits for word of its session at another instance; then it gets a new one. */
    private static final int CLAIM_MS = 500;

    private static final ErrorText UNKNOWN_METHOD = new ErrorText(20, "Unknown method");
    private static final ErrorText MALFORMED = new ErrorText(20, "Malformed request");

    private final PoolServices pool;
    private final LoopSessions siblings;
    private final MinerSession session;
    private final SessionWork work;
    private final SessionDifficulty difficulty;
    private final AnswerQueue answers;
    private final Conduct conduct;
    private final Channel channel;
    private String userAgent = "";
    private boolean askedForAgent;
    private int versionMask;
    private boolean followsExtranonce;

    SessionRequests(
            PoolServices pool,
            LoopSessions siblings,
            MinerSession session,
            SessionWork work,
            SessionDifficulty difficulty,
            AnswerQueue answers,
            Conduct conduct,
            Channel channel) {
        this.pool = pool;
        this.siblings = siblings;
        this.session = session;
        this.work = work;
        this.difficulty = difficulty;
        this.answers = answers;
        this.conduct = conduct;
        this.channel = channel;
    }

    /** The next line is the answer; a mask that changes under a miner's hands follows behind it. */
    @Override
    public void onConfigure(ClientRequest.Configure request) {
        int maskBefore = versionMask;
        if (request.extensions().contains("version-rolling")) {
            versionMask = pool.versionRollingMask() & request.versionRollingMask();
        }
        followsExtranonce |= request.extensions().contains("subscribe-extranonce");
        boolean minimumKept = keepMinimum(request);
        nameAgent(request.firmware());
        answers.answer(
                ServerLines.configured(allocator(), request.id(), request.extensions(), versionMask, minimumKept));
        if (maskBefore != 0 && versionMask != 0 && versionMask != maskBefore) {
            answers.answer(PoolNotices.setVersionMask(allocator(), versionMask));
        }
        work.sendDifficulty();
    }

    private boolean keepMinimum(ClientRequest.Configure request) {
        Optional<BigDecimal> possible = request.minimumDifficulty()
                .filter(difficulty::canBeMinimum)
                .filter(asked -> request.extensions().contains("minimum-difficulty"));
        possible.ifPresent(difficulty::raiseMinimum);
        return possible.isPresent();
    }

    /** A repeated subscribe gets the same answer again: cpuminer repeats it on the same connection when it disliked the first. */
    @Override
    public void onSubscribe(ClientRequest.Subscribe request) {
        if (!conduct.subscribe()) {
            session.disconnect(Measure.TOO_MANY_SUBSCRIBES);
            return;
        }
        nameAgent(request.userAgent());
        if (session.state() instanceof SessionState.Resuming resuming) {
            conclude(resuming, false);
        }
        if (session.state() == SessionState.OPENING) {
            open(request);
        }
        if (session.state() instanceof SessionState.Subscribed subscribed) {
            answers.answer(subscription(request.id(), subscribed));
            beginWork();
        }
    }

    private void open(ClientRequest.Subscribe request) {
        Optional<SessionId> elsewhere = pool.sessions().givenElsewhere(request.session());
        if (elsewhere.isPresent()) {
            claim(elsewhere.get(), request.id());
        } else {
            session.subscribe(pool.sessions().open(request.session()));
        }
    }

    private ByteBuf subscription(RequestId id, SessionState.Subscribed subscribed) {
        return ServerLines.subscribed(
                allocator(), id, subscribed.id().toString(), pool.extranonce(), subscribed.extranonce1());
    }

    /** The answer keeps its place before those to requests that came with the subscribe. */
    private void claim(SessionId asked, RequestId request) {
        SessionState.Resuming resuming = new SessionState.Resuming(asked, request, new AnswerQueue.Place());
        session.resume(resuming);
        answers.reserve(resuming.place());
        pool.claims().claim(asked.extranonce1(), asked.giver()).whenComplete((granted, failure) -> channel.eventLoop()
                .execute(() -> conclude(resuming, Boolean.TRUE.equals(granted))));
        channel.eventLoop().schedule(() -> conclude(resuming, false), CLAIM_MS, TimeUnit.MILLISECONDS);
    }

    /** Does nothing where the miner has its answer, or is gone. */
    private void conclude(SessionState.Resuming resuming, boolean granted) {
        if (session.state() != resuming) {
            return;
        }
        Optional<KeptSession> goneOn = granted ? pool.sessions().goOn(resuming.asked()) : Optional.empty();
        session.subscribe(goneOn.orElseGet(() -> pool.sessions().open("")));
        if (session.state() instanceof SessionState.Subscribed subscribed) {
            answers.fill(resuming.place(), subscription(resuming.request(), subscribed));
            beginWork();
            session.flush();
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
        Optional<WorkerName> name = WorkerName.parse(pool.network(), request.user(), conduct.message());
        if (name.isEmpty()) {
            refuseName(request, NameRefusal.of(pool.network(), request.user(), conduct.message()));
        } else if (session.workers().add(request.user(), name.get())) {
            boolean changed = follow(PasswordOptions.parse(request.password()));
            answers.answer(ServerLines.accepted(allocator(), request.id()));
            beginWork();
            if (changed) {
                work.sendDifficulty();
            }
        } else {
            refuseName(request, NameRefusal.TOO_MANY);
        }
    }

    private void refuseName(ClientRequest.Authorize request, NameRefusal refusal) {
        siblings.totals().countRefused(Refusal.UNAUTHORIZED);
        if (UserAgents.showsMessages(userAgent)) {
            answers.answer(PoolNotices.showMessage(allocator(), refusal.sentence(pool.network(), conduct.message())));
        }
        answers.answer(ServerLines.refused(allocator(), request.id(), refusal.error(conduct.message())));
    }

    private boolean follow(PasswordOptions options) {
        options.minimum().ifPresent(difficulty::raiseMinimum);
        options.difficulty().ifPresent(difficulty::fix);
        return options.minimum().isPresent() || options.difficulty().isPresent();
    }

    private void beginWork() {
        if (!work.hasBegun()) {
            pool.jobs().current().ifPresent(session::sendJob);
        }
    }

    @Override
    public void onSubmit(ClientRequest.Submit request) {
        if (session.state() instanceof SessionState.Subscribed subscribed) {
            siblings.desk().receive(session, subscribed, request);
        } else {
            session.refuse(request.id(), Optional.empty(), Refusal.NOT_SUBSCRIBED);
        }
    }

    @Override
    public void onUnreadableSubmit(ClientRequest.UnreadableSubmit request) {
        Optional<Worker> worker = session.worker(request.user());
        Refusal refusal = session.isSubscribed()
                ? siblings.desk().refusalOfUnreadable(worker, request.jobId())
                : Refusal.NOT_SUBSCRIBED;
        session.refuse(request.id(), worker, refusal);
    }

    @Override
    public void onSuggestDifficulty(ClientRequest.SuggestDifficulty request) {
        boolean changed = request.difficulty().map(difficulty::suggest).orElse(false);
        answerUnlessNull(request.id());
        if (changed) {
            work.sendDifficulty();
        }
    }

    /** Few sessions ever change theirs, but an error makes some firmware abandon the pool. */
    @Override
    public void onSubscribeExtranonce(ClientRequest.SubscribeExtranonce request) {
        followsExtranonce = true;
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

    /** For the inventory, of those who did not say. Known to cgminer, bfgminer, cpuminer and the proxies that name nobody. */
    void askForAgent() {
        if (userAgent.isEmpty()) {
            askedForAgent = true;
            work.write(PoolNotices.getVersion(allocator()));
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
        if (conduct.malformedLine(session.isSubscribed())) {
            answers.answer(ServerLines.refused(allocator(), RequestId.NULL, MALFORMED));
        } else {
            session.disconnect(Measure.MALFORMED_LINES);
        }
    }

    private ByteBufAllocator allocator() {
        return channel.alloc();
    }

    /** Empty until the miner said it. */
    String userAgent() {
        return userAgent;
    }

    /** Whether the miner asked to be told of another extranonce1. */
    boolean followsExtranonce() {
        return followsExtranonce;
    }

    /** The bits of a block's version that the miner may roll; 0 until agreed. */
    int versionMask() {
        return versionMask;
    }
}
