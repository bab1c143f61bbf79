package neman.stratum.miner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a miner lets its pool send it. */
class MinerSettingsTest {
    private static final MinerSettings SETTINGS = new MinerSettings(
            URI.create("stratum+ssl://a.pool.example:3443"),
            "user",
            "x",
            1,
            0,
            Duration.ofSeconds(2),
            Set.of("b.pool.example", "2001:db8::1"),
            ServerTrust.ofThisMachine());

    private static PoolMessage.Reconnect order(String params) throws IOException {
        String line = "{\"id\":null,\"method\":\"client.reconnect\",\"params\":" + params + "}";
        return (PoolMessage.Reconnect) PoolMessage.parse(line, 1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            []                                 | stratum+ssl://a.pool.example:3443
            [null,null,10]                     | stratum+ssl://a.pool.example:3443
            ["A.pool.example",3444,0]          | stratum+ssl://A.pool.example:3444
            ["a.pool.example","3444"]          | stratum+ssl://a.pool.example:3444
            ["b.pool.example",3333,5]          | stratum+ssl://b.pool.example:3333
            ["2001:db8::1",3333,5]             | stratum+ssl://[2001:db8::1]:3333
            ["c.pool.example",3333,5]          | stratum+ssl://a.pool.example:3443
            ["a.pool.example@evil.example",1,5]| stratum+ssl://a.pool.example:3443
            ["",3333,5]                        | stratum+ssl://a.pool.example:3443
            ["a.pool.example",99999,5]         | stratum+ssl://a.pool.example:3443
            """)
    void goesToItsOwnHostAndToThoseThatItWasToldOf(String params, URI expected) throws IOException {
        assertEquals(expected, SETTINGS.follow(SETTINGS.url(), order(params)));
    }

    @Test
    void staysWhereItWasSentWhereNoPlaceIsNamed() throws IOException {
        URI now = URI.create("stratum+ssl://b.pool.example:3333");
        assertEquals(now, SETTINGS.follow(now, order("[]")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            []                    | 2
            [null,null,10]        | 10
            ["a",1,-7]            | 2
            ["a",1,"30"]          | 30
            ["a",1,99999999]      | 600
            """)
    void waitsAsLongAsItIsToldButNotForEver(String params, long seconds) throws IOException {
        assertEquals(Duration.ofSeconds(seconds), SETTINGS.waitFor(order(params)));
    }
}
