package neman.accounting.intake;

import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XTrimArgs;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import neman.accounting.journal.JournalBatch;
import neman.accounting.journal.JournalPosition;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Hash256;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The streams of all instances from the reading side, and what is told to the shippers. Only a window on Redis: no state. */
final class StreamsInRedis {
    private static final Logger LOG = LoggerFactory.getLogger(StreamsInRedis.class);
    /** Of one stream and, about, of all; an entry has up to 256 KiB. */
    private static final int ENTRIES_AT_ONCE = 8;

    private static final int ENTRIES_OF_ALL_AT_ONCE = 128;

    private final RedisLink redis;
    private final RedisKeys keys;

    /** @param redis used by this alone: reading holds up other commands */
    StreamsInRedis(RedisLink redis, RedisKeys keys) {
        this.redis = redis;
        this.keys = keys;
    }

    /** Offers each track what its stream holds behind {@link InstanceTrack#read}, waiting a little where nothing is there. */
    void read(Collection<InstanceTrack> tracks, Duration wait) {
        Map<String, InstanceTrack> byStream = new HashMap<>();
        tracks.forEach(track -> byStream.put(text(keys.shares(track.instance())), track));
        XReadArgs.StreamOffset<byte[]>[] offsets = offsets(tracks);
        // Redis takes a wait of zero for one without end.
        int each = Math.max(1, Math.min(ENTRIES_AT_ONCE, ENTRIES_OF_ALL_AT_ONCE / tracks.size()));
        XReadArgs arguments = XReadArgs.Builder.count(each);
        if (!wait.isZero()) {
            arguments.block(wait);
        }
        List<StreamMessage<byte[], byte[]>> messages = redis.commands().xread(arguments, offsets);
        tracks.forEach(InstanceTrack::noteNothingCame);
        for (StreamMessage<byte[], byte[]> message : messages) {
            offer(byStream.get(text(message.getStream())), message);
        }
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private XReadArgs.StreamOffset<byte[]>[] offsets(Collection<InstanceTrack> tracks) {
        return tracks.stream()
                .map(track -> XReadArgs.StreamOffset.from(
                        keys.shares(track.instance()), track.read().toString()))
                .toArray(XReadArgs.StreamOffset[]::new);
    }

    private void offer(InstanceTrack track, StreamMessage<byte[], byte[]> message) {
        JournalPosition end = JournalPosition.parse(message.getId());
        byte[] bytes = message.getBody().values().iterator().next();
        JournalPosition start = end.withOffset(Math.max(0, end.offset() - bytes.length));
        try {
            if (track.offer(new JournalBatch(start, bytes))) {
                return;
            }
            LOG.warn("instance {}: records between {} and {} are missing", track.instance(), track.read(), start);
        } catch (IllegalArgumentException e) {
            LOG.error("instance {}: its stream is damaged: {}", track.instance(), e.getMessage());
        }
        // The shipper notices that the stream is gone, and builds it again from the cursor.
        publishCursor(track.instance(), track.committed());
        redis.commands().del(keys.shares(track.instance()));
        track.restart(start);
    }

    void publishCursor(int instance, JournalPosition committed) {
        redis.commands().set(keys.cursor(instance), ascii(committed));
    }

    /** Removes the entries that end at or before {@code committed}. */
    void trim(int instance, JournalPosition committed) {
        JournalPosition next = committed.withOffset(committed.offset() + 1);
        redis.commands().xtrim(keys.shares(instance), XTrimArgs.Builder.minId(next.toString()));
    }

    void askBarrier(Hash256 block) {
        redis.commands().sadd(keys.barriers(), ascii(block));
    }

    void withdrawBarriers() {
        redis.commands().del(keys.barriers());
    }

    void withdrawBarrier(Hash256 block) {
        redis.commands().srem(keys.barriers(), ascii(block));
    }

    private static byte[] ascii(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(byte[] key) {
        return new String(key, StandardCharsets.UTF_8);
    }
}
