package neman.console.source;

import io.lettuce.core.RedisException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatusReader;

/**
 * Reads what the instances publish, at most once a second: a status of twenty thousand sessions is megabytes of JSON, and
 * changes every five seconds. Thread-safe.
 */
final class LiveSource {
    private static final Duration KEPT_FOR = Duration.ofSeconds(1);

    private final LiveStatusReader reader;
    private final InstantSource clock;
    private LiveInstances kept;
    private Instant freshUntil = Instant.MIN;

    LiveSource(LiveStatusReader reader, InstantSource clock) {
        this.reader = reader;
        this.clock = clock;
    }

    /** No instances where Redis is away. */
    synchronized LiveInstances read() {
        if (!clock.instant().isBefore(freshUntil)) {
            kept = new LiveInstances(readOrNone());
            freshUntil = clock.instant().plus(KEPT_FOR);
        }
        return kept;
    }

    private List<LiveStatus> readOrNone() {
        try {
            return reader.readAll();
        } catch (RedisException e) {
            return List.of();
        }
    }
}
