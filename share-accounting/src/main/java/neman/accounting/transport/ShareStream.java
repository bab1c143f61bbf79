package neman.accounting.transport;

import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import neman.accounting.journal.JournalBatch;
import neman.accounting.journal.JournalPosition;
import neman.bitcoin.Hash256;

/**
 * One instance's stream in Redis, from the writing side. An entry's id is the position at which its batch ends, and the
 * last one stands in a key beside the stream, so that Redis itself knows how far its instance has shipped.
 *
 * <p>Every call is one script, so that the look at the last id and the write cannot come apart: an emptied or replaced
 * Redis is noticed by the next call, whoever emptied it. The key and not the stream is asked, because {@code XINFO} answers
 * with the bytes of two entries. Where the two do not agree, the stream is built again.
 */
final class ShareStream {
    /** The one field of an entry: a {@link JournalBatch}'s bytes. */
    static final byte[] BATCH_FIELD = {'b'};

    private static final String SCRIPT = """
            local last = '0-0'
            if redis.call('EXISTS', KEYS[1]) == 1 then
              last = redis.call('GET', KEYS[4]) or last
            end
            local state = 'ok'
            if last ~= ARGV[1] then
              state = 'moved'
            elseif #ARGV > 2 then
              if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[2]) then
                state = 'full'
              else
                local added = redis.pcall('XADD', KEYS[1], ARGV[3], 'b', ARGV[4])
                if type(added) == 'string' then
                  last = added
                  redis.call('SET', KEYS[4], last)
                elseif string.find(added.err, 'equal or smaller') then
                  state = 'moved'
                  last = '0-0'
                else
                  return added
                end
              end
            end
            return {state, last, redis.call('SMEMBERS', KEYS[2]), redis.call('GET', KEYS[3])}
            """;

    private final RedisLink redis;
    private final RedisKeys keys;
    private final int instance;
    private final int entriesMax;

    enum State {
        OK,
        /** The stream is not where the caller last saw it. */
        MOVED,
        /** The intake is behind: nothing was added. */
        FULL
    }

    /**
     * @param last the stream's last id; {@link JournalPosition#START} where there is no stream
     * @param barriers blocks that wait for a barrier of this instance
     * @param cursor up to where the intake has committed, where it has said so
     */
    record Answer(State state, JournalPosition last, Set<Hash256> barriers, Optional<JournalPosition> cursor) {}

    ShareStream(RedisLink redis, RedisKeys keys, int instance, int entriesMax) {
        this.redis = redis;
        this.keys = keys;
        this.instance = instance;
        this.entriesMax = entriesMax;
    }

    /** Looks only. */
    Answer look(JournalPosition expectedLast) {
        return call(ascii(expectedLast), ascii(entriesMax));
    }

    /** Adds {@code batch} where the stream's last id is still the expected one and there is room. */
    Answer add(JournalPosition expectedLast, JournalBatch batch) {
        return call(ascii(expectedLast), ascii(entriesMax), ascii(batch.end()), batch.bytes());
    }

    void delete() {
        redis.commands().del(keys.shares(instance), keys.shipped(instance));
    }

    private Answer call(byte[]... arguments) {
        byte[][] names = {keys.shares(instance), keys.barriers(), keys.cursor(instance), keys.shipped(instance)};
        List<Object> answer = redis.commands().eval(SCRIPT, ScriptOutputType.MULTI, names, arguments);
        State state = State.valueOf(text(answer.get(0)).toUpperCase(Locale.ROOT));
        Set<Hash256> barriers = ((List<?>) answer.get(2))
                .stream().map(hash -> Hash256.parse(text(hash))).collect(Collectors.toUnmodifiableSet());
        Optional<JournalPosition> cursor = answer.size() < 4 || answer.get(3) == null
                ? Optional.empty()
                : Optional.of(JournalPosition.parse(text(answer.get(3))));
        return new Answer(state, JournalPosition.parse(text(answer.get(1))), barriers, cursor);
    }

    private static byte[] ascii(Object value) {
        return value.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.US_ASCII);
    }
}
