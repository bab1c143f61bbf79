package neman.accounting.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.lettuce.core.RedisException;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The accounts' hashrates in Redis: one hash, replaced as a whole, with a JSON value for each account. It ends a minute after
 * the accountant stopped publishing, for a hashrate of long ago is none. Thread-safe.
 */
public final class LiveHashrates {
    private static final Logger LOG = LoggerFactory.getLogger(LiveHashrates.class);
    private static final ObjectMapper JSON = JsonMapper.builder().build();
    private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
    private static final int FIELDS_AT_ONCE = 1_000;

    private final RedisLink redis;
    private final RedisKeys keys;

    /** @param redis not closed by this */
    public LiveHashrates(RedisLink redis, Network network) {
        this.redis = redis;
        this.keys = new RedisKeys(network);
    }

    /**
     * The accountant alone does this.
     *
     * @throws RedisException where Redis cannot be asked
     */
    public void publish(Map<String, AccountHashrates> byAccount) {
        RedisCommands<byte[], byte[]> commands = redis.commands();
        commands.del(keys.nextHashrates());
        Map<byte[], byte[]> fields = new HashMap<>();
        byAccount.forEach((account, rates) -> {
            fields.put(account.getBytes(StandardCharsets.UTF_8), json(rates));
            if (fields.size() == FIELDS_AT_ONCE) {
                commands.hset(keys.nextHashrates(), fields);
                fields.clear();
            }
        });
        if (!fields.isEmpty()) {
            commands.hset(keys.nextHashrates(), fields);
        }
        if (byAccount.isEmpty()) {
            commands.del(keys.hashrates());
        } else {
            commands.expire(keys.nextHashrates(), TIME_TO_LIVE);
            commands.rename(keys.nextHashrates(), keys.hashrates());
        }
    }

    /**
     * Empty where the account had no share within a day, or no accountant publishes.
     *
     * @throws RedisException where Redis cannot be asked
     */
    public Optional<AccountHashrates> of(String account) {
        byte[] json = redis.commands().hget(keys.hashrates(), account.getBytes(StandardCharsets.UTF_8));
        if (json == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(json, AccountHashrates.class));
        } catch (IOException e) {
            LOG.warn("the hashrates of {} are not readable: {}", account, e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] json(AccountHashrates rates) {
        try {
            return JSON.writeValueAsBytes(rates);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
