package neman.accounting.live;

import io.lettuce.core.KeyValue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The statuses of all instances that published one in the last 15 seconds. */
public final class LiveStatusReader {
    private static final Logger LOG = LoggerFactory.getLogger(LiveStatusReader.class);
    private static final int INSTANCES = 256;

    private final RedisLink redis;
    private final byte[][] keys = new byte[INSTANCES][];

    /** @param redis not closed by this */
    public LiveStatusReader(RedisLink redis, Network network) {
        this.redis = redis;
        RedisKeys names = new RedisKeys(network);
        for (int instance = 0; instance < INSTANCES; instance++) {
            keys[instance] = names.live(instance);
        }
    }

    /**
     * By instance number, ascending.
     *
     * @throws io.lettuce.core.RedisException where Redis cannot be asked
     */
    public List<LiveStatus> readAll() {
        List<LiveStatus> statuses = new ArrayList<>();
        for (KeyValue<byte[], byte[]> value : redis.commands().mget(keys)) {
            if (value.hasValue()) {
                addParsed(value.getValue(), statuses);
            }
        }
        return statuses;
    }

    private static void addParsed(byte[] json, List<LiveStatus> statuses) {
        try {
            statuses.add(LiveStatus.ofJson(json));
        } catch (IOException e) {
            LOG.warn("an instance's live status is not readable: {}", e.getMessage());
        }
    }
}
