package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.TypeConversionException;

class LoadCommandTest {
    private final StringWriter err = new StringWriter();

    @Test
    void aPaceIsOpenOrClosed() {
        assertEquals(2, execute("--url", "stratum+tcp://127.0.0.1:1", "--rate", "5", "--outstanding", "2"));
        assertTrue(err.toString().contains("give one of them"), err.toString());
    }

    @Test
    void aUrlNamesHostAndPort() {
        assertEquals(2, execute("--url", "http://127.0.0.1:3333"));
        assertTrue(err.toString().contains("stratum+tcp://HOST:PORT"), err.toString());
    }

    @Test
    void aPoolThatIsNotThereIsOneLine() {
        assertEquals(1, execute("--url", "stratum+tcp://127.0.0.1:1", "--connections", "1"));
        String last = err.toString().lines().reduce((first, second) -> second).orElse("");
        assertTrue(last.startsWith("pool: no connection to stratum+tcp://127.0.0.1:1 came about"), err.toString());
    }

    @Test
    void timesCarryTheirUnit() {
        LoadCommand.Time time = new LoadCommand.Time();
        assertEquals(Duration.ofMillis(500), time.convert("500ms"));
        assertEquals(Duration.ofSeconds(60), time.convert("60s"));
        assertEquals(Duration.ofMinutes(5), time.convert("5m"));
        assertThrows(TypeConversionException.class, () -> time.convert("60"));
    }

    private int execute(String... options) {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "load";
        arguments[1] = "--user";
        arguments[2] = "ADDRESS";
        System.arraycopy(options, 0, arguments, 3, options.length);
        return Pool.execute(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
    }
}
