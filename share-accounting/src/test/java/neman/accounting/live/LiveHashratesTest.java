package neman.accounting.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.TestRedis;
import neman.bitcoin.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveHashratesTest {
    private static final Hashrates RATES = new Hashrates(1, 2.5, 1e21, 0);

    private RedisLink redis;

    @BeforeEach
    void open() {
        redis = TestRedis.emptied();
    }

    @AfterEach
    void close() {
        redis.close();
    }

    @Test
    void whatIsPublishedIsReadUntilNobodyPublishes() {
        LiveHashrates hashrates = new LiveHashrates(redis, Network.REGTEST);
        AccountHashrates one =
                new AccountHashrates(RATES, new TreeMap<>(Map.of("", Hashrates.NONE, "größer\n", RATES)));
        Map<String, AccountHashrates> all = new TreeMap<>();
        for (int i = 0; i < 2_500; i++) {
            all.put("account" + i, one);
        }
        hashrates.publish(all);
        assertEquals(Optional.of(one), hashrates.of("account0"));
        assertEquals(Optional.of(one), hashrates.of("account2499"));
        assertEquals(Optional.empty(), hashrates.of("account2500"));
        assertEquals(Optional.empty(), new LiveHashrates(redis, Network.SANDBOX).of("account0"));
        long millis = redis.commands().pttl(new RedisKeys(Network.REGTEST).hashrates());
        assertTrue(millis > 0 && millis <= 60_000, "time to live " + millis);
        hashrates.publish(Map.of());
        assertEquals(Optional.empty(), hashrates.of("account0"));
    }

    @Test
    void theWindowIsReplacedAsAWhole() {
        LiveWindows windows = new LiveWindows(redis, Network.REGTEST);
        assertEquals(Optional.empty(), windows.read());
        assertEquals(Optional.empty(), windows.part("a"));
        BigInteger big = BigInteger.ONE.shiftLeft(250);
        LiveWindow first = new LiveWindow(
                "pplns", 5, 9, "1/3", big, "00ff", new TreeMap<>(Map.of("a", BigInteger.TEN, "b", BigInteger.TWO)));
        windows.publish(first);
        assertEquals(Optional.of(first), windows.read());
        LiveWindow second =
                new LiveWindow("pplns", 6, 10, "1/1", BigInteger.TEN, "01", new TreeMap<>(Map.of("b", BigInteger.TWO)));
        windows.publish(second);
        assertEquals(Optional.of(second), windows.read());
        assertEquals(66, windows.part("b").orElseThrow().of(333));
        assertEquals(0, windows.part("a").orElseThrow().of(333));
    }
}
