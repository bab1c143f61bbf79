package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusLineTest {
    private final StringWriter written = new StringWriter();
    private final PrintWriter out = new PrintWriter(written);

    @Test
    void isRewrittenInPlaceOnATerminal() {
        StatusLine line = new StatusLine(out, true);
        line.show("one");
        line.show("two");
        line.print("an event");
        line.show("three");
        line.end();
        out.flush();
        assertEquals(
                "\r\u001b[Kone\r\u001b[Ktwo\r\u001b[Kan event\n\r\u001b[Kthree\n",
                written.toString().replace(System.lineSeparator(), "\n"));
    }

    @Test
    void isPrintedNowAndThenElsewhere() {
        StatusLine line = new StatusLine(out, false);
        line.show("one");
        line.show("two, less than five seconds later");
        line.print("an event");
        line.end();
        out.flush();
        assertEquals("one\nan event\n", written.toString().replace(System.lineSeparator(), "\n"));
    }

    @ParameterizedTest
    @CsvSource({"5, 0:05", "65, 1:05", "3723, 1:02:03"})
    void showsTimeAsAClockDoes(long seconds, String shown) {
        assertEquals(shown, StatusLine.elapsed(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 H/s",
        "999, 999 H/s",
        "1000, 1.00 kH/s",
        "89449, 89.4 kH/s",
        "999999, 999 kH/s",
        "200000000000000, 200 TH/s",
        "900000000000000000000, 900 EH/s"
    })
    void showsHashratesWithThreeDigits(BigInteger hashesPerSecond, String shown) {
        assertEquals(shown, Units.hashrate(hashesPerSecond));
    }
}
