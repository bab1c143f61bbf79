package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class AccountingBenchCommandTest {
    private final StringWriter err = new StringWriter();

    @Test
    void numbersHaveTheirBounds() {
        assertEquals(2, execute("--shares", "0"));
        assertTrue(err.toString().contains("shares: between 1 and"), err.toString());
    }

    @Test
    void durabilityIsOneOfTwoWords() {
        assertEquals(2, execute("--durability", "paper"));
        assertTrue(err.toString().contains("disk or process"), err.toString());
    }

    @Test
    void aDirectoryThatIsNotThereIsOneLine() {
        assertEquals(1, execute("--directory", "/nowhere/at/all"));
        assertTrue(err.toString().contains("pool: the benchmark could not run"), err.toString());
    }

    private int execute(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "bench";
        arguments[1] = "accounting";
        System.arraycopy(options, 0, arguments, 2, options.length);
        return Pool.execute(new PrintWriter(new StringWriter()), new PrintWriter(err, true), arguments);
    }
}
