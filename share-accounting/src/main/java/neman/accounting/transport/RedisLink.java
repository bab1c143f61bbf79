package neman.accounting.transport;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection to Redis, made when first asked for and made again by itself. While Redis is away commands fail at once
 * instead of queueing up: every user here asks again later, and would rather ask something newer.
 *
 * <p>A link asks its server every {@value #WATCH_MS} ms for its role, on the client's own threads. One that hangs, or that a
 * fail-over has made a replica of, is left, and the next command looks for the master again: a TCP connection to a hung machine
 * would stay for minutes, and the sentinels have named another by then.
 *
 * <p>Commands throw {@link RedisException}. Thread-safe; a blocking command holds up the others of its link.
 */
public final class RedisLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLink.class);
    private static final byte[] MASTER = {'m', 'a', 's', 't', 'e', 'r'};
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
    private static final int WATCH_MS = 1_000;

    /** By itself the client waits up to half a minute from one attempt to the next, and every share behind an outage with it. */
    static final Delay RECONNECT =
            Delay.exponential(Duration.ofMillis(50), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS);

    private final ClientResources resources =
            ClientResources.builder().reconnectDelay(RECONNECT).build();
    private final RedisClient client;
    private final ReentrantLock lock = new ReentrantLock();

    // Under the lock.
    private StatefulRedisConnection<byte[], byte[]> connection;
    private RedisFuture<List<Object>> role;
    private long roleAskedNanos;
    private boolean watched;

    public RedisLink(RedisAddress address) {
        client = RedisClient.create(resources, address.uri());
        client.setOptions(address.options());
    }

    /** To a Redis that asks for no password. */
    public static RedisLink to(String url) {
        return new RedisLink(RedisAddress.of(url));
    }

    /** @throws RedisException where Redis cannot be reached */
    public RedisCommands<byte[], byte[]> commands() {
        lock.lock();
        try {
            if (connection == null) {
                connection = client.connect(ByteArrayCodec.INSTANCE);
                connection.setTimeout(COMMAND_TIMEOUT);
                watch();
            }
            return connection.sync();
        } finally {
            lock.unlock();
        }
    }

    private void watch() {
        if (!watched) {
            watched = true;
            resources
                    .eventExecutorGroup()
                    .scheduleWithFixedDelay(this::lookAtServer, WATCH_MS, WATCH_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** Never waits, not even for the lock, which is held while a server is looked for. */
    private void lookAtServer() {
        if (!lock.tryLock()) {
            return;
        }
        try {
            if (connection == null) {
                return;
            }
            if (role != null && isToBeLeft()) {
                LOG.warn("event=redis-left reason=\"it hangs, or is a replica now\"");
                connection.closeAsync();
                connection = null;
                role = null;
            } else if (role == null || role.isDone()) {
                role = connection.async().role();
                roleAskedNanos = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
    }

    /** A connection that is being made again, and a server that may not tell its role, are let be. */
    private boolean isToBeLeft() {
        if (!role.isDone()) {
            return System.nanoTime() - roleAskedNanos > COMMAND_TIMEOUT.toNanos();
        }
        try {
            List<Object> answer = role.toCompletableFuture().getNow(List.of());
            return !answer.isEmpty() && answer.get(0) instanceof byte[] name && !Arrays.equals(name, MASTER);
        } catch (CompletionException | CancellationException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, CLOSE_PATIENCE);
        resources.shutdown(0, CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
