package neman.deploy.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

class OneLineConverterTest {
    private static String convert(String message, Throwable cause) {
        return new OneLineConverter()
                .convert(new LoggingEvent(
                        "here", new LoggerContext().getLogger("test"), Level.INFO, message, cause, null));
    }

    @Test
    void foldsLinesAndStackTracesIntoOne() {
        String line = convert("first\r\n   second\nthird", new IllegalStateException("broken\nin two"));
        assertEquals(1, line.lines().count());
        assertTrue(
                line.startsWith("first | second | third | java.lang.IllegalStateException: broken | in two | at "),
                line);
    }

    @Test
    void letsNoControlCharacterThrough() {
        assertEquals("agent=?[31mred?", convert("agent=\u001b[31mred\u0007", null));
    }
}
