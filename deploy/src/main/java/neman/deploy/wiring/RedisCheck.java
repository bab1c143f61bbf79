package neman.deploy.wiring;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisLoadingException;
import java.net.ConnectException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import neman.accounting.transport.RedisAddress;
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

    private static final Pattern VERSION = Pattern.compile("(\\d{1,3})\\.(\\d{1,3})");

    static RedisAddress addressOf(RedisAccess access) {
        return new RedisAddress(
                access.url().toString(),
                access.password(),
                access.sentinelPassword(),
                access.tls()
                        .map(tls -> new RedisAddress.Tls(
                                tls.authority(),
                                tls.client()
                                        .map(files ->
                                                new RedisAddress.Client(files.certificate(), files.privateKey())))));
    }

    /** @throws PoolException naming the Redis and the remedy */
    void requireUsable(RedisLink redis) throws PoolException {
        Optional<String> problem = problem(redis);
        if (problem.isPresent()) {
            throw new PoolException(problem.get());
        }
    }

    /**
     * As {@link #requireUsable}, for who can do without it for now: one that does not answer is told, not refused.
     *
     * @throws PoolException naming the Redis and the remedy
     */
    void requireUsableOrAway(RedisLink redis) throws PoolException {
        try {
            redis.commands().ping();
        } catch (RedisException e) {
            if (isAway(e)) {
                LOG.warn(
                        "event=started-without-redis redis={} remedy=\"bring it back; shares wait in the journal\"",
                        name());
                return;
            }
        }
        requireUsable(redis);
    }

    /** Nobody answers, or it is just starting: not one that knows us and says no. */
    private static boolean isAway(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectException
                    || cause instanceof RedisCommandTimeoutException
                    || cause instanceof RedisLoadingException) {
                return true;
            }
        }
        return false;
    }

    /** Empty where it answers and keeps what it was given. */
    Optional<String> problem(RedisLink redis) {
        try {
            redis.commands().ping();
            warnWithoutPersistence(redis);
            return settingsProblemOf(redis);
        } catch (RedisException e) {
            String reason = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            return Optional.of("Redis at " + name() + " cannot be used: " + reason
                    + "; is it running, and is the password right?");
        }
    }

    /** Of one that is there: it may have been replaced, or set otherwise, since the start. */
    Optional<String> settingsProblem(RedisLink redis) {
        try {
            return settingsProblemOf(redis);
        } catch (RedisException e) {
            return Optional.empty(); // somebody else tells that it is away
        }
    }

    private Optional<String> settingsProblemOf(RedisLink redis) {
        return versionProblem(redis).or(() -> evictionProblem(redis));
    }

    /** Streams are trimmed by id, which came with 6.2. */
    private Optional<String> versionProblem(RedisLink redis) {
        String version = infoOf(redis, "server").getOrDefault("redis_version", "");
        Matcher numbers = VERSION.matcher(version);
        boolean old = numbers.lookingAt()
                && (Integer.parseInt(numbers.group(1)) < 6
                        || Integer.parseInt(numbers.group(1)) == 6 && Integer.parseInt(numbers.group(2)) < 2);
        return old
                ? Optional.of("Redis at " + name() + " is version " + version + "; 6.2 or later is needed")
                : Optional.empty();
    }

    /** Its sudden end would cost nothing but time, so it is only told. */
    private void warnWithoutPersistence(RedisLink redis) {
        Map<String, String> persistence = infoOf(redis, "persistence");
        boolean appends = "1".equals(persistence.getOrDefault("aof_enabled", "1"));
        try {
            String snapshots = redis.commands().configGet("save").getOrDefault("save", "unknown");
            if (!appends && snapshots.isBlank()) {
                LOG.warn(
                        "event=redis-without-persistence redis={} remedy=\"set appendonly yes: after its restart"
                                + " every instance sends what was not committed again\"",
                        name());
            }
        } catch (RedisCommandExecutionException e) {
            LOG.debug("Redis at {} does not tell its settings", name());
        }
    }

    private static Map<String, String> infoOf(RedisLink redis, String section) {
        Map<String, String> info = new HashMap<>();
        redis.commands().info(section).lines().forEach(line -> {
            int colon = line.indexOf(':');
            if (colon > 0) {
                info.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        });
        return info;
    }

    /** A Redis that drops what was not read yet makes the shippers start over again and again. */
    private Optional<String> evictionProblem(RedisLink redis) {
        Map<String, String> memory = infoOf(redis, "memory");
        String policy = memory.getOrDefault("maxmemory_policy", "noeviction");
        boolean evicts = !"0".equals(memory.getOrDefault("maxmemory", "0")) && !"noeviction".equals(policy);
        return evicts
                ? Optional.of(
                        "Redis at " + name() + " evicts keys (maxmemory-policy " + policy + "); set it to noeviction")
                : Optional.empty();
    }

    private String name() {
        return access.map(RedisAccess::toString).orElse("the data directory");
    }
}
