package neman.stratum.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordOptionsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "d=1024|1024",
                "x;d=1024;|1024",
                "c=BTC,d=0.5|0.5",
                "x d=.25|.25",
                "x,d=7.;y|7.",
                "D=8|8",
                "md=3,diff=9|9",
                "x;d = 5|5",
                "d=1,d=2|1",
                "d=abc;d=2|2"
            })
    void findsADifficulty(String password, String expected) {
        assertEquals(
                Optional.of(new BigDecimal(expected)),
                PasswordOptions.parse(password).difficulty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "d=", "d=0", "d=abc", "md=5", "d=1e9", "d=5x", "d=-1", "d=99999999999999999999"})
    void takesEverythingElseForAPassword(String password) {
        assertEquals(Optional.empty(), PasswordOptions.parse(password).difficulty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {"md=500>500", "x|md=0.25>0.25", "d=4096;MD=16>16"})
    void findsAMinimum(String password, String expected) {
        assertEquals(
                Optional.of(new BigDecimal(expected)),
                PasswordOptions.parse(password).minimum());
    }

    @ParameterizedTest
    @ValueSource(strings = {"md=", "md=0", "amd=5", "d=5", "md=-1", "md"})
    void readsNoMinimumIntoOtherWords(String password) {
        assertEquals(Optional.empty(), PasswordOptions.parse(password).minimum());
    }

    @Test
    void looksAtNothingThatNobodyTypes() {
        assertEquals(
                Optional.empty(),
                PasswordOptions.parse("x".repeat(PasswordOptions.MAX_CHARACTERS) + ";d=1")
                        .difficulty());
    }
}
