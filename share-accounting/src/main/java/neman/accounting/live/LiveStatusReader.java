package neman.accounting.live;

import io.lettuce.core.KeyValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import neman.accounting.live.LiveStatus.Session;
import neman.accounting.live.LiveStatusJson.Head;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statuses of all instances that published one in the last 15 seconds. Thread-safe. */
public final class LiveStatusReader {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStatusReader.class);
    private static final int INSTANCES = 256;

    private final RedisLink redis;
    private final RedisKeys names;
    private final byte[][] keys = new byte[INSTANCES][];
    private Map<Integer, LiveStatus> known = Map.of();

    /** @param redis not closed by this */
    public LiveStatusReader(RedisLink redis, Network network) {
        this.redis = redis;
        this.names = new RedisKeys(network);
        for (int instance = 0; instance < INSTANCES; instance++) {
            keys[instance] = names.live(instance);
        }
    }

    /**
     * By instance number, ascending. The sessions of an instance that has not published since the last call are not asked for
     * again.
     *
     * @throws io.lettuce.core.RedisException where Redis cannot be asked
     */
    public synchronized List<LiveStatus> readAll() {
        Map<Integer, LiveStatus> read = new TreeMap<>();
        for (KeyValue<byte[], byte[]> value : redis.commands().mget(keys)) {
            if (value.hasValue()) {
                parsed(value.getValue()).ifPresent(status -> read.put(status.instance(), status));
            }
        }
        known = read;
        return List.copyOf(read.values());
    }

    private Optional<LiveStatus> parsed(byte[] json) {
        try {
            Head head = LiveStatusJson.parseHead(json);
            LiveStatus before = known.get(head.status().instance());
            if (before != null && before.publishedAtMillis() == head.status().publishedAtMillis()) {
                return Optional.of(before);
            }
            return Optional.of(head.pages() == 0 ? head.status() : head.status().withSessions(sessions(head)));
        } catch (IOException e) {
            LOG.warn("an instance's live status is not readable: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private List<Session> sessions(Head head) throws IOException {
        byte[][] pages = new byte[head.pages()][];
        for (int page = 0; page < pages.length; page++) {
            pages[page] = names.liveSessions(head.status().instance(), head.slot(), page);
        }
        List<Session> sessions = new ArrayList<>();
        for (KeyValue<byte[], byte[]> page : redis.commands().mget(pages)) {
            if (page.hasValue()) {
                sessions.addAll(LiveStatusJson.parsePage(page.getValue()));
            }
        }
        return sessions;
    }
}
