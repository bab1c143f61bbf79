package neman.accounting.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.TestRedis;
import neman.bitcoin.Network;
import org.junit.jupiter.api.Test;

class LiveStatusPublisherTest {
    private static LiveStatus status(int instance) {
        return Statuses.of(
                instance, LongStream.range(0, 1_200).mapToObj(Statuses::session).toList());
    }

    @Test
    void whatIsPublishedCanBeReadAndVanishes() {
        try (RedisLink redis = TestRedis.emptied();
                LiveStatusPublisher first = new LiveStatusPublisher(redis, Network.SANDBOX, () -> status(9));
                LiveStatusPublisher second = new LiveStatusPublisher(redis, Network.SANDBOX, () -> status(2))) {
            LiveStatusReader reader = new LiveStatusReader(redis, Network.SANDBOX);
            assertEquals(List.of(), reader.readAll());
            first.start();
            second.publish();
            CountingWaiter.await(() -> reader.readAll().size() == 2);
            assertEquals(List.of(status(2), status(9)), reader.readAll());
            long seconds = redis.commands().ttl(new RedisKeys(Network.SANDBOX).live(2));
            assertTrue(seconds > 0 && seconds <= 15, "seconds: " + seconds);
            assertEquals(List.of(status(2), status(9)), reader.readAll(), "from what the reader has kept");
            second.publish();
            assertEquals(List.of(status(2), status(9)), new LiveStatusReader(redis, Network.SANDBOX).readAll());
        }
    }
}
