package neman.accounting.live;

import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;

/**
 * The copy of the window in Redis: one hash, replaced as a whole, with a field for each account and, behind a colon that no
 * address begins with, what else a {@link LiveWindow} says. Thread-safe.
 */
public final class LiveWindows {
    private static final String SCHEME = ":scheme";
    private static final String FIRST = ":first";
    private static final String NEXT = ":next";
    private static final String EDGE = ":edge";
    private static final String CAPACITY = ":capacity";
    private static final String DIGEST = ":digest";

    private final RedisLink redis;
    private final RedisKeys keys;

    /** @param redis not closed by this */
    public LiveWindows(RedisLink redis, Network network) {
        this.redis = redis;
        this.keys = new RedisKeys(network);
    }

    /**
     * The accountant alone does this.
     *
     * @throws RedisException where Redis cannot be asked
     */
    public void publish(LiveWindow window) {
        Map<byte[], byte[]> fields = new HashMap<>();
        window.work().forEach((account, work) -> fields.put(bytes(account), bytes(work)));
        fields.put(bytes(SCHEME), bytes(window.scheme()));
        fields.put(bytes(FIRST), bytes(window.firstSequence()));
        fields.put(bytes(NEXT), bytes(window.nextSequence()));
        fields.put(bytes(EDGE), bytes(window.edge()));
        fields.put(bytes(CAPACITY), bytes(window.capacity()));
        fields.put(bytes(DIGEST), bytes(window.digest()));
        RedisCommands<byte[], byte[]> commands = redis.commands();
        commands.del(keys.nextWindow());
        commands.hset(keys.nextWindow(), fields);
        commands.rename(keys.nextWindow(), keys.window());
    }

    /**
     * Empty where no accountant has published yet.
     *
     * @throws RedisException where Redis cannot be asked
     */
    public Optional<LiveWindow> read() {
        SortedMap<String, String> fields = new TreeMap<>();
        redis.commands().hgetall(keys.window()).forEach((field, value) -> fields.put(text(field), text(value)));
        if (!fields.containsKey(CAPACITY)) {
            return Optional.empty();
        }
        SortedMap<String, BigInteger> work = new TreeMap<>();
        fields.forEach((field, value) -> {
            if (!field.startsWith(":")) {
                work.put(field, new BigInteger(value));
            }
        });
        return Optional.of(new LiveWindow(
                fields.get(SCHEME),
                Long.parseLong(fields.get(FIRST)),
                Long.parseLong(fields.get(NEXT)),
                fields.get(EDGE),
                new BigInteger(fields.get(CAPACITY)),
                fields.get(DIGEST),
                work));
    }

    /**
     * One account's part of the next block, zero where it has no work in the window; empty where no accountant has published
     * yet.
     *
     * @throws RedisException where Redis cannot be asked
     */
    public Optional<LiveWindow.Part> part(String account) {
        List<KeyValue<byte[], byte[]>> values = redis.commands().hmget(keys.window(), bytes(CAPACITY), bytes(account));
        return values.get(0)
                .map(LiveWindows::integer)
                .optional()
                .map(capacity -> new LiveWindow.Part(
                        values.get(1).map(LiveWindows::integer).getValueOrElse(BigInteger.ZERO), capacity));
    }

    private static BigInteger integer(byte[] decimal) {
        return new BigInteger(text(decimal));
    }

    private static byte[] bytes(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}
