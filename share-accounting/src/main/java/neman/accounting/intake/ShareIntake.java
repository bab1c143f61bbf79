package neman.accounting.intake;

import io.lettuce.core.RedisException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.instance.RegisteredInstance;
import neman.accounting.journal.JournalPosition;
import neman.accounting.leader.Leadership;
import neman.accounting.leader.LeadershipLostException;
import neman.accounting.reward.OlderSharesException;
import neman.accounting.reward.PplnsWindow;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.reward.RewardTerms;
import neman.accounting.reward.WindowCheckpoint;
import neman.accounting.round.RewardTermsStore;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Hash256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accountant: gives every share of every instance one gapless number, on a thread of its own, and closes the window
 * when a block gets its number.
 *
 * <p>Each pass reads the streams, numbers what may be numbered, writes it in one transaction and then tells Redis. What
 * fails up to the transaction is done again from the database; what fails after it only makes a stream be read twice,
 * which its positions show. Ends by itself where another accountant leads.
 */
public final class ShareIntake implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShareIntake.class);
    private static final Duration READ_WAIT = Duration.ofMillis(100);
    private static final Duration READ_WAIT_WITH_BLOCK = Duration.ofMillis(10);
    private static final long REFRESH_MILLIS = 1_000;
    private static final long AFTER_FAILURE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final DataSource dataSource;
    private final RedisLink redis;
    private final StreamsInRedis streams;
    private final IntakeSettings settings;
    private final RewardRule rule;
    private final Leadership leadership;
    private final InstantSource clock;
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean healthy;

    // The thread's own. Null until loaded and after every failure.
    private IntakeState state;
    private CommitWriter writer;
    private Housekeeping housekeeping;
    private Shows shows;
    private Set<Hash256> askedBarriers;
    private long refreshedMillis;
    private boolean failureLogged;
    private long checkpointSequence;
    /** Not behind a failure that nobody foresaw: it might be the checkpoint's. */
    private boolean byCheckpoint = true;

    /**
     * @param redis used by this alone, for reading holds up other commands; not closed by this
     * @param rule blocks are divided by it from the next number on
     */
    public ShareIntake(
            DataSource dataSource,
            RedisLink redis,
            IntakeSettings settings,
            RewardRule rule,
            Leadership leadership,
            InstantSource clock) {
        this.dataSource = dataSource;
        this.redis = redis;
        this.streams = new StreamsInRedis(redis, new RedisKeys(settings.network()));
        this.settings = settings;
        this.rule = rule;
        this.leadership = leadership;
        this.clock = clock;
        thread = new Thread(this::run, "share-intake");
    }

    public void start() {
        thread.start();
    }

    /** False where the database or Redis is away, or another accountant leads. */
    public boolean isHealthy() {
        return healthy;
    }

    /** Whether it still works: false for good once another accountant leads. */
    public boolean isRunning() {
        return thread.isAlive();
    }

    /** Ends after the pass that is under way. What is not committed comes again from the streams. */
    @Override
    public void close() {
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                passOrRecover();
            }
        } catch (LeadershipLostException e) {
            LOG.warn("the accountant stops: {}", e.getMessage());
        } finally {
            healthy = false;
        }
    }

    private void passOrRecover() throws LeadershipLostException {
        try {
            pass();
            healthy = true;
            failureLogged = false;
        } catch (RedisException e) {
            await(e); // what is in memory stays true: the streams go on where they were read to
        } catch (SQLException | OlderSharesException e) {
            state = null;
            await(e);
        } catch (RuntimeException e) {
            LOG.error("the accountant failed and starts again from the segments", e);
            state = null;
            byCheckpoint = false;
            await(e);
        }
    }

    private void await(Exception cause) {
        healthy = false;
        if (!failureLogged) {
            LOG.warn("the accountant waits, shares stay in the journals: {}", cause.toString());
            failureLogged = true;
        }
        if (!closing) {
            LockSupport.parkNanos(this, AFTER_FAILURE_NANOS);
        }
    }

    /** One round of reading, numbering and writing. */
    void pass() throws SQLException, LeadershipLostException {
        if (state == null) {
            load();
        }
        refresh();
        boolean blocksWait = !state.pendingBlocks().isEmpty();
        read(blocksWait ? READ_WAIT_WITH_BLOCK : READ_WAIT);
        state.takeShares(clock.millis());
        if (askBarriers()) {
            refreshedMillis = 0; // an instance that started a moment ago is waited for too
        } else {
            state.takeBlock(clock.millis());
        }
        if (state.isCommitDue(clock.millis())) {
            commit();
        }
        shows.publish(state);
        housekeeping.work();
        keepWindow();
    }

    /**
     * Stores the window's sums when many shares came since the last time. Where most of a big window is in memory by then,
     * everything is loaded again from what was just stored, as a start does it, with next to nothing in memory.
     */
    private void keepWindow() throws SQLException, LeadershipLostException {
        long committed = state.commit().firstSequence() - 1;
        boolean due = committed - checkpointSequence >= settings.checkpointShares();
        if (!due || state.commit().isNumbered() || !(state.window() instanceof PplnsWindow window)) {
            return;
        }
        Optional<WindowCheckpoint> checkpoint = window.checkpoint();
        if (checkpoint.isPresent()) {
            WindowCheckpoints.Committed stored = new WindowCheckpoints.Committed(committed, checkpoint.get());
            Transactions.<LeadershipLostException>run(dataSource, transaction -> {
                leadership.check(transaction);
                WindowCheckpoints.save(transaction, stored);
            });
        }
        checkpointSequence = committed;
        byCheckpoint = true;
        if (window.sharesInMemory() > settings.windowSharesInMemory()) {
            LOG.info("the window of share {} has {} shares in memory", committed, window.sharesInMemory());
            state = null;
        }
    }

    private void load() throws SQLException, LeadershipLostException {
        streams.withdrawBarriers(); // before the work of loading: Redis may be away
        RewardTerms terms = takeUpTerms();
        RewardPolicy policy = terms.rule().policy();
        IntakeState loaded = IntakeState.load(dataSource, settings, policy, byCheckpoint, clock);
        writer = new CommitWriter(
                dataSource, settings.network(), leadership, terms, loaded.jobs(), loaded.window(), loaded.rates());
        shows = new Shows(redis, settings.network(), policy, clock);
        housekeeping = new Housekeeping(dataSource, leadership, clock, retention());
        askedBarriers = new HashSet<>();
        refreshedMillis = 0;
        checkpointSequence = loaded.checkpointSequence();
        state = loaded;
        LOG.info("the accountant continues at share {}", loaded.commit().firstSequence());
    }

    /** Nobody else numbers anything meanwhile, so a changed rule begins exactly behind what is committed. */
    private RewardTerms takeUpTerms() throws SQLException, LeadershipLostException {
        return Transactions.<RewardTerms, LeadershipLostException>call(dataSource, transaction -> {
            leadership.check(transaction);
            long next = new SegmentArchive(transaction).lastSequence() + 1;
            return RewardTermsStore.takeUp(transaction, rule, next);
        });
    }

    private Optional<SegmentRetention> retention() throws SQLException {
        if (settings.keepsAllSegments()) {
            return Optional.empty();
        }
        try (Connection connection = dataSource.getConnection()) {
            Set<RewardPolicy> policies = RewardTermsStore.all(connection).stream()
                    .map(terms -> terms.rule().policy())
                    .collect(Collectors.toUnmodifiableSet());
            return Optional.of(new SegmentRetention(policies));
        }
    }

    /**
     * Every second: which instances there are, and for an emptied Redis everything that it was told. What is committed is
     * removed again too: a stream that is full of it, because whoever committed it died before, would stay full for ever.
     */
    private void refresh() throws SQLException, LeadershipLostException {
        if (clock.millis() - refreshedMillis < REFRESH_MILLIS) {
            return;
        }
        refreshedMillis = clock.millis();
        try (Connection connection = dataSource.getConnection()) {
            leadership.check(connection); // one with nothing to write must notice too
            Set<Integer> running = InstanceRegistry.running(connection).stream()
                    .map(RegisteredInstance::number)
                    .collect(Collectors.toUnmodifiableSet());
            state.setInstances(IntakeCursors.registeredInstances(connection), running);
        }
        for (InstanceTrack track : state.tracks()) {
            streams.publishCursor(track.instance(), track.committed());
            streams.trim(track.instance(), track.committed());
        }
        askedBarriers.forEach(streams::askBarrier);
    }

    private void read(Duration wait) {
        List<InstanceTrack> readable = state.readable();
        if (readable.isEmpty()) {
            LockSupport.parkNanos(this, wait.toNanos());
        } else {
            streams.read(readable, wait);
        }
    }

    /** Returns whether there is a block that was not there before. */
    private boolean askBarriers() {
        boolean isNew = false;
        Set<Hash256> pending = state.pendingBlocks();
        for (Hash256 block : pending) {
            if (askedBarriers.add(block)) {
                streams.askBarrier(block);
                isNew = true;
            }
        }
        for (Hash256 block : List.copyOf(askedBarriers)) {
            if (!pending.contains(block)) {
                streams.withdrawBarrier(block);
                askedBarriers.remove(block);
            }
        }
        return isNew;
    }

    private void commit() throws SQLException, LeadershipLostException {
        PendingCommit commit = state.commit();
        writer.write(commit);
        state.startNextCommit(clock.millis());
        publish(commit);
    }

    private void publish(PendingCommit commit) {
        for (Map.Entry<Integer, JournalPosition> cursor : commit.cursors().entrySet()) {
            streams.publishCursor(cursor.getKey(), cursor.getValue());
            streams.trim(cursor.getKey(), cursor.getValue());
        }
        Optional<PendingCommit.BlockToClose> block = commit.block();
        if (block.isPresent()) {
            Hash256 hash = block.get().record().blockHash();
            LOG.info(
                    "block {} height {} ends its window at share {}, absent instances {}",
                    hash,
                    block.get().record().height(),
                    commit.nextSequence() - 1,
                    block.get().absent());
        }
        shows.noteCommit();
    }
}
