package neman.deploy.wiring;

import io.lettuce.core.RedisException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.AlarmWatch.Look;
import neman.accounting.database.Databases;
import neman.accounting.database.UnusableDatabaseException;

/** What every process stands on, and how it is told that it is away. */
final class ServiceLooks {
    /** Journals and the database go on for a while with it, and somebody can come. */
    static final long LITTLE_ROOM_BYTES = 1L << 30;

    private static final int VALIDATION_TIMEOUT_S = 1;
    private static final Duration OFTEN = Duration.ofSeconds(5);
    private static final Duration SELDOM = Duration.ofSeconds(30);
    /** Fail-overs and restarts take moments. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private ServiceLooks() {}

    /** @param redis tells whether Redis can carry shares */
    static List<Look> of(Path dataDirectory, Services services, RedisCheck redis) {
        return List.of(
                new Look(AlarmCode.POSTGRES_AWAY, "postgres", OFTEN, PATIENCE, () -> postgresProblem(services)),
                new Look(AlarmCode.REDIS_AWAY, "redis", OFTEN, PATIENCE, () -> redisProblem(services)),
                new Look(
                        AlarmCode.POSTGRES_UNUSABLE,
                        "postgres",
                        SELDOM,
                        Duration.ZERO,
                        () -> durabilityProblem(services.database())),
                new Look(
                        AlarmCode.REDIS_UNUSABLE,
                        "redis",
                        SELDOM,
                        Duration.ZERO,
                        () -> redis.settingsProblem(services.redis())),
                new Look(
                        AlarmCode.DISK_NEARLY_FULL,
                        dataDirectory.toString(),
                        SELDOM,
                        Duration.ZERO,
                        () -> roomProblem(dataDirectory)));
    }

    static Optional<String> postgresProblem(Services services) {
        try (Connection connection = services.database().getConnection()) {
            return connection.isValid(VALIDATION_TIMEOUT_S)
                    ? Optional.empty()
                    : Optional.of("PostgreSQL does not answer");
        } catch (SQLException e) {
            return Optional.of("PostgreSQL cannot be reached");
        }
    }

    static Optional<String> redisProblem(Services services) {
        try {
            services.redis().commands().ping();
            return Optional.empty();
        } catch (RedisException e) {
            return Optional.of("Redis cannot be reached");
        }
    }

    /** Of one that is away the other look tells. */
    static Optional<String> durabilityProblem(DataSource database) {
        try {
            Databases.requireDurable(database);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.empty();
        } catch (UnusableDatabaseException e) {
            return Optional.of(e.getMessage());
        }
    }

    private static Optional<String> roomProblem(Path directory) {
        long freeBytes = directory.toFile().getUsableSpace();
        return freeBytes >= LITTLE_ROOM_BYTES
                ? Optional.empty()
                : Optional.of((freeBytes >> 20) + " MiB are free on its disk");
    }
}
