package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"d=1024|1024", "x;d=1024;|1024", "c=BTC,d=0.5|0.5", "x d=.25|.25", "x,d=7.;y|7."})
    void findsADifficulty(String password, String expected) {
        assertEquals(Optional.of(new BigDecimal(expected)), PasswordOptions.difficulty(password));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "d=", "d=0", "d=abc", "md=5", "d=1e9", "d=5x", "d=-1", "d=99999999999999999999"})
    void takesEverythingElseForAPassword(String password) {
        assertEquals(Optional.empty(), PasswordOptions.difficulty(password));
    }
}
