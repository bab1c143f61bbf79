package neman.bitcoin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.math.BigDecimal;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SatoshisTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0.00000000",
        "0.00000001, 1, 0.00000001",
        "1e-8, 1, 0.00000001",
        "0.001, 100000, 0.00100000",
        "50.00000000, 5000000000, 50.00000000",
        "20999999.9769, 2099999997690000, 20999999.97690000",
        "21000000, 2100000000000000, 21000000.00000000",
    })
    void bitcoinsAndSatoshisConvertExactly(String bitcoins, long satoshis, String written) {
        assertEquals(satoshis, Satoshis.ofBitcoins(new BigDecimal(bitcoins)));
        assertEquals(written, Satoshis.toBitcoins(satoshis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-0.00000001", "21000000.00000001", "0.000000001", "1e20", "1e1000000000", "1e-1000000000"})
    void whatIsNoAmountIsRefusedAtOnce(String bitcoins) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(30),
                () -> assertThrows(
                        IllegalArgumentException.class, () -> Satoshis.ofBitcoins(new BigDecimal(bitcoins))));
    }
}
