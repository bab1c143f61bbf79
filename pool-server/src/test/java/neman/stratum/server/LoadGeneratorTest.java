package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import neman.accounting.journal.ShareRecord;
import neman.stratum.load.LoadException;
import neman.stratum.load.LoadGenerator;
import neman.stratum.load.LoadReport;
import neman.stratum.load.LoadSettings;
import neman.stratum.load.Pace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadGeneratorTest {
    private TestPool pool;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        pool = new TestPool(directory, false);
        pool.work(1);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    @Test
    void sendsAtTheRateThatWasAskedFor() throws Exception {
        LoadReport report = run(settings(10, new Pace.OpenLoop(500), LoadSettings.EASIEST));
        assertEquals(10, report.handshakes().done());
        assertEquals(0, report.handshakes().failed());
        assertEquals(0, report.shares().unsent() + report.shares().unanswered(), report.toText());
        assertTrue(report.shares().rejected().isEmpty(), report.toText());
        long due = report.latency().count();
        assertTrue(due <= 500 * report.measuredSeconds() + 1, report.toText());
        assertTrue(
                due >= 200,
                "a machine that stalls is late, but what was due in the meantime leaves: " + report.toText());
    }

    @Test
    void keepsSubmitsOutstandingAndEveryShareIsAnother() throws Exception {
        pool.journal.mode(MemoryJournal.Mode.HOLD);
        LoadReport report;
        int mostHeld;
        try (SlowDisk disk = new SlowDisk(pool.journal, 4 * 3)) {
            report = run(settings(4, new Pace.ClosedLoop(3), LoadSettings.EASIEST));
            mostHeld = disk.mostHeld();
        }
        assertEquals(4 * 3, mostHeld, "submits on their way");
        assertTrue(report.shares().accepted() > 0, report.toText());
        assertTrue(report.shares().rejected().isEmpty(), report.toText());
        List<ShareRecord> shares = pool.journal.of(ShareRecord.class);
        assertTrue(shares.size() > mostHeld, "answers call for the next shares");
        assertTrue(shares.size() >= report.shares().accepted());
        long different = shares.stream()
                .map(share -> share.extranonce1() + " " + share.extranonce2() + " " + share.nonce())
                .distinct()
                .count();
        assertEquals(shares.size(), different);
    }

    @Test
    void goesOnWithTheNextJobWhenTheTipChanges() throws Exception {
        Thread tip = new Thread(() -> {
            Await.until(
                    "shares on the first tip",
                    () -> !pool.journal.of(ShareRecord.class).isEmpty());
            pool.work(2);
        });
        tip.start();
        LoadReport report = run(settings(4, new Pace.OpenLoop(400), LoadSettings.EASIEST));
        tip.join();
        assertTrue(report.shares().accepted() > 0, report.toText());
        long jobs = pool.journal.of(ShareRecord.class).stream()
                .map(ShareRecord::jobId)
                .distinct()
                .count();
        assertEquals(2, jobs, "jobs with shares");
    }

    @Test
    void saysThatADifficultyIsTooHigh() {
        LoadSettings settings = settings(4, new Pace.OpenLoop(100), new BigDecimal("1000"));
        LoadException refused = assertThrows(LoadException.class, () -> run(settings));
        assertTrue(refused.getMessage().contains("difficulty 1 is too high"), refused.getMessage());
    }

    @Test
    void saysWhyNothingConnects() {
        InetSocketAddress address = pool.address();
        pool.close();
        LoadSettings settings = settings(address, 2, new Pace.Idle(), LoadSettings.EASIEST, "");
        LoadException refused = assertThrows(LoadException.class, () -> run(settings));
        assertTrue(refused.getMessage().contains("refused"), refused.getMessage());
    }

    @Test
    void tellsOfAUserThatIsNotWanted() {
        LoadSettings settings = settings(pool.address(), 2, new Pace.Idle(), LoadSettings.EASIEST, "nobody");
        LoadException refused = assertThrows(LoadException.class, () -> run(settings));
        assertTrue(refused.getMessage().contains("refused: 24"), refused.getMessage());
    }

    @Test
    void theReportIsJsonToo() throws Exception {
        LoadReport report = run(settings(2, new Pace.Idle(), LoadSettings.EASIEST));
        JsonNode json = new ObjectMapper().readTree(report.toJson());
        assertEquals(2, json.path("handshakes").path("done").asInt());
        assertTrue(json.path("latencyMs").has("p99.9"), json.toString());
        assertTrue(json.path("pool").path("residentBytesConnected").asLong() >= 0, json.toString());
    }

    private static LoadReport run(LoadSettings settings) throws LoadException, InterruptedException {
        try (LoadGenerator generator = new LoadGenerator(settings, progress -> {})) {
            return generator.run();
        }
    }

    private LoadSettings settings(int connections, Pace pace, BigDecimal difficulty) {
        return settings(pool.address(), connections, pace, difficulty, TestMiner.USER);
    }

    private static LoadSettings settings(
            InetSocketAddress address, int connections, Pace pace, BigDecimal difficulty, String user) {
        return new LoadSettings(
                URI.create("stratum+tcp://" + address.getAddress().getHostAddress() + ":" + address.getPort()),
                user,
                "x",
                difficulty,
                connections,
                1_000,
                pace,
                Duration.ofMillis(100),
                Duration.ofSeconds(1),
                1,
                List.of(ProcessHandle.current().pid()));
    }
}
