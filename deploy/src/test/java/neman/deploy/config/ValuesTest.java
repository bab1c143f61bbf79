package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
    private static final Duration YEAR = Duration.ofDays(366);

    @ParameterizedTest
    @CsvSource({"2ms, 2", "60s, 60000", "5m, 300000", "24h, 86400000", "7d, 604800000", "0s, 0"})
    void durationsCarryTheirUnit(String text, long millis) {
        assertEquals(Duration.ofMillis(millis), Values.duration(text, Duration.ZERO, YEAR));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "s", "5 s", "-5s", "1.5h", "5S", "9999999999s", "5w", "367d"})
    void refusesDurationsWithoutUnitOrOutOfBounds(String text) {
        assertThrows(IllegalArgumentException.class, () -> Values.duration(text, Duration.ZERO, YEAR));
    }

    @ParameterizedTest
    @CsvSource({"2ms", "60500ms", "61s", "5m", "23h", "1d", "0ms"})
    void durationsAreWrittenInTheLargestWholeUnit(String text) {
        assertEquals(text, Values.durationText(Values.duration(text, Duration.ZERO, YEAR)));
    }

    @ParameterizedTest
    @CsvSource({"0.001, 100000", "0, 0", "21000000, 2100000000000000", "0.00000001, 1"})
    void amountsAreWholeSatoshis(String text, long satoshis) {
        assertEquals(satoshis, Values.amountSats(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.000000001", "21000001", "-1", "1e3", "1_000", "0x10", "1,5", ".5", "5.", ""})
    void refusesAmountsThatAreNoPlainDecimalsOrNoWholeSatoshis(String text) {
        assertThrows(IllegalArgumentException.class, () -> Values.amountSats(text));
    }

    @ParameterizedTest
    @CsvSource({"1.0, 100", "0, 0", "100, 10000", "0.25, 25"})
    void feesAreBasisPoints(String text, int basisPoints) {
        assertEquals(basisPoints, Values.basisPoints(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"100.01", "0.001", "1%"})
    void refusesFeesBelowABasisPointOrAboveTheWhole(String text) {
        assertThrows(IllegalArgumentException.class, () -> Values.basisPoints(text));
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0:3333, 0.0.0.0, 3333", "[::]:0, ::, 0", "pool.example:65535, pool.example, 65535"})
    void listenAddressesAreHostAndPort(String text, String host, int port) {
        assertEquals(host, Values.listen(text).getHostString());
        assertEquals(port, Values.listen(text).getPort());
    }

    @ParameterizedTest
    @ValueSource(strings = {"3333", ":3333", "0.0.0.0", "0.0.0.0:65536", "::1:3333", "a b:1", "host:"})
    void refusesListenAddressesWithoutHostOrPort(String text) {
        assertThrows(IllegalArgumentException.class, () -> Values.listen(text));
    }

    @Test
    void wholeNumbersKeepTheirBounds() {
        assertEquals(10, Values.whole("10", 1, 10));
        assertThrows(IllegalArgumentException.class, () -> Values.whole("11", 1, 10));
        assertThrows(IllegalArgumentException.class, () -> Values.whole("1.0", 1, 10));
    }

    @Test
    void urlsNameSchemeAndHostButNoPassword() {
        Set<String> http = Set.of("http");
        assertEquals(18443, Values.url("http://127.0.0.1:18443", http).getPort());
        assertThrows(IllegalArgumentException.class, () -> Values.url("127.0.0.1:18443", http));
        assertThrows(IllegalArgumentException.class, () -> Values.url("ftp://host", http));
        assertThrows(IllegalArgumentException.class, () -> Values.url("http://user:word@host", http));
        assertThrows(IllegalArgumentException.class, () -> Values.url("http:// host", http));
    }
}
