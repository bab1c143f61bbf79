package neman.accounting.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import neman.accounting.journal.Durability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountingBenchTest {
    /** As objects they would take some hundred bytes each. */
    private static final int OUTAGE_SHARES = 400_000;

    private static final long RECORD_BYTES = 200;

    @TempDir
    Path parent;

    @Test
    void measuresEveryPartAndLeavesNothing() throws Exception {
        BenchSettings settings =
                new BenchSettings(parent, 20_000, 500, 1, 50, 3, Durability.PROCESS, 10_000, 100, 5_000, OUTAGE_SHARES);
        BenchReport report = new AccountingBench(settings, line -> {}).run();
        BenchReport.Outage outage = report.outage().orElseThrow();
        assertEquals(OUTAGE_SHARES, outage.shares());
        assertTrue(
                outage.usedBytesThen() - outage.usedBytesBefore() < OUTAGE_SHARES * RECORD_BYTES / 4, report.toText());
        assertTrue(report.append().sharesPerSecond() > 0);
        assertTrue(report.answers().answers().p99Nanos()
                >= report.answers().answers().medianNanos());
        assertTrue(report.answers().forces().medianNanos() > 0);
        assertTrue(report.answers().bare().medianNanos() > 0);
        assertTrue(report.intake().sharesPerSecond() > 0);
        assertTrue(report.intake().segmentBytesPerShare() < 40, report.toText());
        assertEquals(10_000, report.round().shares());
        assertFalse(report.toText().isBlank());
        assertEquals(0, entries());
    }

    private long entries() throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.count();
        }
    }

    @Test
    void nothingIsMeasuredWithoutShares() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new BenchSettings(parent, 0, 500, 1, 50, 3, Durability.PROCESS, 10_000, 100, 5_000, 0));
    }
}
