package neman.deploy.wiring;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.util.Map;
import java.util.Optional;
import neman.accounting.transport.RedisLink;
import neman.deploy.config.RedisAccess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a Redis can carry shares.
 *
 * @param access empty for our own
 */
record RedisCheck(Optional<RedisAccess> access) {
    private static final Logger LOG = LoggerFactory.getLogger(RedisCheck.class);

    static RedisURI uriOf(RedisAccess access) {
        RedisURI.Builder uri = RedisURI.builder(RedisURI.create(access.url()));
        access.password().ifPresent(uri::withPassword);
        return uri.build();
    }

    /** @throws PoolException naming the Redis and the remedy */
    void requireUsable(RedisLink redis) throws PoolException {
        Optional<String> problem = problem(redis);
        if (problem.isPresent()) {
            throw new PoolException(problem.get());
        }
    }

    /** Empty where it answers and keeps what it was given. */
    Optional<String> problem(RedisLink redis) {
        try {
            redis.commands().ping();
            return evictionProblem(redis);
        } catch (RedisException e) {
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            return Optional.of("Redis at " + name() + " cannot be used: " + reason
                    + "; is it running, and is the password right?");
        }
    }

    /** A Redis that drops what was not read yet makes the shippers start over again and again. */
    private Optional<String> evictionProblem(RedisLink redis) {
        try {
            Map<String, String> settings = redis.commands().configGet("maxmemory*");
            boolean evicts = !"0".equals(settings.getOrDefault("maxmemory", "0"))
                    && !"noeviction".equals(settings.getOrDefault("maxmemory-policy", "noeviction"));
            return evicts
                    ? Optional.of("Redis at " + name() + " evicts keys (maxmemory-policy "
                            + settings.get("maxmemory-policy") + "); set it to noeviction")
                    : Optional.empty();
        } catch (RedisCommandExecutionException e) {
            LOG.warn("event=redis-settings-hidden redis={} remedy=\"see that maxmemory-policy is noeviction\"", name());
            return Optional.empty();
        }
    }

    private String name() {
        return access.map(RedisAccess::toString).orElse("the data directory");
    }
}
