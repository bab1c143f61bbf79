package neman.accounting.transport;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * One connection to Redis, made when first asked for and made again by itself. While Redis is away commands fail at once
 * instead of queueing up: every user here asks again later, and would rather ask something newer.
 *
 * <p>Commands throw {@link io.lettuce.core.RedisException}. Thread-safe; a blocking command holds up the others of its link.
 */
public final class RedisLink implements AutoCloseable {
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private final RedisClient client;
    private StatefulRedisConnection<byte[], byte[]> connection;

    public RedisLink(RedisURI uri) {
        client = RedisClient.create(uri);
        client.setOptions(ClientOptions.builder()
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .build());
    }

    /** @param uri {@code redis://…}, {@code rediss://…} or {@code redis-sentinel://…} */
    public static RedisLink to(String uri) {
        return new RedisLink(RedisURI.create(uri));
    }

    /** @throws io.lettuce.core.RedisException where Redis cannot be reached */
    public synchronized RedisCommands<byte[], byte[]> commands() {
        if (connection == null) {
            connection = client.connect(ByteArrayCodec.INSTANCE);
            connection.setTimeout(COMMAND_TIMEOUT);
        }
        return connection.sync();
    }

    /**
     * Refuses a Redis that may drop keys when it is full: shares would be lost to it again and again.
     *
     * @throws IllegalStateException with one line for the operator
     * @throws io.lettuce.core.RedisException where Redis cannot be reached
     */
    public void requireNoEviction() {
        Map<String, String> memory = new HashMap<>();
        commands().info("memory").lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                memory.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        String policy = memory.getOrDefault("maxmemory_policy", "noeviction");
        if (!memory.getOrDefault("maxmemory", "0").equals("0") && !policy.equals("noeviction")) {
            throw new IllegalStateException("Redis drops keys when it is full (maxmemory-policy " + policy
                    + "); set maxmemory-policy to noeviction");
        }
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}
