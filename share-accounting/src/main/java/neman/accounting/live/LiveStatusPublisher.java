package neman.accounting.live;

import io.lettuce.core.RedisException;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts an instance's status into Redis every {@link #INTERVAL}, on a thread of its own; it vanishes {@link #TIME_TO_LIVE} after. */
public final class LiveStatusPublisher implements AutoCloseable {
    public static final Duration INTERVAL = Duration.ofSeconds(5);
    public static final Duration TIME_TO_LIVE = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(LiveStatusPublisher.class);

    private final RedisLink redis;
    private final RedisKeys keys;
    private final Supplier<LiveStatus> snapshot;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "live-status"));
    private int slot;

    /**
     * @param redis not closed by this
     * @param snapshot called on this publisher's thread
     */
    public LiveStatusPublisher(RedisLink redis, Network network, Supplier<LiveStatus> snapshot) {
        this.redis = redis;
        this.keys = new RedisKeys(network);
        this.snapshot = snapshot;
    }

    public void start() {
        thread.scheduleAtFixedRate(this::publishOrLog, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Once, now, on the caller's thread. The pages go first and the head names them, so that a reader never sees a mixture of
     * two moments, unless it takes longer than {@link #INTERVAL}.
     */
    public synchronized void publish() {
        LiveStatus status = snapshot.get();
        slot = 1 - slot;
        List<byte[]> pages = LiveStatusJson.pages(status);
        for (int page = 0; page < pages.size(); page++) {
            put(keys.liveSessions(status.instance(), slot, page), pages.get(page));
        }
        put(keys.live(status.instance()), LiveStatusJson.head(status, pages.size(), slot));
    }

    private void put(byte[] key, byte[] value) {
        redis.commands().set(key, value, SetArgs.Builder.ex(TIME_TO_LIVE));
    }

    private void publishOrLog() {
        try {
            publish();
        } catch (RedisException e) {
            LOG.debug("live status not published, Redis is away: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.error("live status could not be taken", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
