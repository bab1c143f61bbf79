package neman.deploy.wiring;

import io.lettuce.core.RedisException;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.instance.RegisteredInstance;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import neman.stratum.session.SessionClaims;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a Stratum instance must know of the others: who runs, by PostgreSQL; and who went on with a stopped one's session, by
 * Redis, where the first to put down his name has it. With either of them away nobody goes on with anything, and miners get new
 * sessions. A thread of its own.
 */
final class OtherInstances implements SessionClaims, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OtherInstances.class);

    /** With more miners waiting, the next get new sessions at once. */
    private static final int MOST_WAITING = 4_096;

    private static final long WATCH_MS = 2_000;
    /** All miners of an instance that stopped come at the same time: the database is asked for the first of them. */
    private static final long STOPPED_KNOWN_FOR_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The session is free, or its giver's to hand on. */
    private static final byte[] TAKE = bytes("local owner = redis.call('GET', KEYS[1])"
            + " if owner and owner ~= ARGV[1] then return false end"
            + " return redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])");

    private final InstanceRegistry registry;
    private final RedisLink redis;
    private final RedisKeys keys;
    private final InstanceIdentity self;
    private final Duration keptFor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "other-instances"));
    private Optional<InstanceIdentity> lastStopped = Optional.empty();
    private long lastStoppedAtNanos;

    /** @param keptFor how long after its instance's end a session may be gone on with, in whole seconds */
    OtherInstances(
            InstanceRegistry registry, RedisLink redis, Network network, InstanceIdentity self, Duration keptFor) {
        this.registry = registry;
        this.redis = redis;
        this.keys = new RedisKeys(network);
        this.self = self;
        this.keptFor = keptFor;
    }

    /** @param told every two seconds the numbers of all instances that run, this one included */
    void watch(Consumer<Set<Integer>> told) {
        thread.scheduleWithFixedDelay(() -> look(told), WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
    }

    private void look(Consumer<Set<Integer>> told) {
        try {
            told.accept(running());
        } catch (SQLException e) {
            LOG.debug("event=instances-unknown reason=\"{}\"", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("event=instances-not-told", e);
        }
    }

    private Set<Integer> running() throws SQLException {
        return registry.running().stream().map(RegisteredInstance::number).collect(Collectors.toSet());
    }

    @Override
    public CompletionStage<Boolean> claim(int extranonce1, InstanceIdentity giver) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        if (waiting.incrementAndGet() > MOST_WAITING || !execute(() -> answer.complete(decide(extranonce1, giver)))) {
            waiting.decrementAndGet();
            answer.complete(false);
        }
        return answer;
    }

    private boolean execute(Runnable work) {
        try {
            thread.execute(work);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the pool is stopping
        }
    }

    private boolean decide(int extranonce1, InstanceIdentity giver) {
        waiting.decrementAndGet();
        try {
            return isStopped(giver) && isHomeStopped(extranonce1, giver) && take(extranonce1, giver);
        } catch (SQLException | RedisException e) {
            LOG.debug("event=session-not-claimed reason=\"{}\"", e.getMessage());
            return false;
        }
    }

    private boolean isStopped(InstanceIdentity giver) throws SQLException {
        long now = System.nanoTime();
        if (lastStopped.filter(giver::equals).isPresent() && now - lastStoppedAtNanos < STOPPED_KNOWN_FOR_NANOS) {
            return true;
        }
        boolean stopped = registry.stoppedWithin(giver, keptFor);
        if (stopped) {
            lastStopped = Optional.of(giver);
            lastStoppedAtNanos = now;
        }
        return stopped;
    }

    /** The giver may itself have gone on with the session of another. */
    private boolean isHomeStopped(int extranonce1, InstanceIdentity giver) throws SQLException {
        int home = extranonce1 >>> 24;
        return home == giver.number() || home == self.number() || !running().contains(home);
    }

    private boolean take(int extranonce1, InstanceIdentity giver) {
        byte[] taken = redis.commands()
                .eval(
                        TAKE,
                        ScriptOutputType.VALUE,
                        new byte[][] {keys.session(extranonce1)},
                        name(giver),
                        name(self),
                        bytes(Long.toString(keptFor.toMillis())));
        return taken != null;
    }

    private static byte[] name(InstanceIdentity instance) {
        return bytes(instance.number() + ":" + instance.startCounter());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
