package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import neman.accounting.journal.ShareRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * Decoder and session against mutated transcripts. In the suite the same few thousand each time; for longer, and each time
 * others:
 *
 * <pre>mvn -pl pool-server -am test -Dtest=FuzzTest -Dsurefire.failIfNoSpecifiedTests=false -Dfuzz.minutes=10</pre>
 *
 * A finding is written to {@code target/fuzz}; moved to {@code src/test/resources/fuzz} it is tried in every run.
 */
class FuzzTest {
    private static final int CASES_IN_SUITE = 1_000;
    private static final int FINDINGS_MAX = 20;
    private static final Path KEPT = Path.of("src", "test", "resources", "fuzz");
    private static final Path FOUND = Path.of("target", "fuzz");

    private final ListAppender<ILoggingEvent> bugs = new ListAppender<>();
    private final Logger log = (Logger) LoggerFactory.getLogger("neman.stratum");
    private TestPool pool;

    @BeforeEach
    void start(@TempDir Path directory) throws IOException {
        pool = new TestPool(directory, false);
        pool.work(1);
        bugs.start();
        log.addAppender(bugs);
        log.setAdditive(false);
    }

    @AfterEach
    void stop() {
        log.detachAppender(bugs);
        log.setAdditive(true);
        pool.close();
    }

    @Test
    void holdsAgainstMutatedTranscripts() throws IOException {
        long minutes = Long.getLong("fuzz.minutes", 0);
        long seed = Long.getLong("fuzz.seed", minutes == 0 ? 1 : System.nanoTime());
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(minutes);
        Random random = new Random(seed);
        FuzzMutator mutator = new FuzzMutator(FuzzCorpus.load(), random);
        List<String> findings = new ArrayList<>();
        long cases = 0;
        long shares = 0;
        while (findings.size() < FINDINGS_MAX && (cases < CASES_IN_SUITE || System.nanoTime() < deadline)) {
            cases++;
            attempt("seed-" + seed + "-case-" + cases, mutator.next(), random, findings);
            shares += creditedOnce(findings);
            pool.journal.forget();
        }
        System.out.println(
                "fuzz seed=" + seed + " cases=" + cases + " shares=" + shares + " findings=" + findings.size());
        assertEquals(List.of(), findings);
        assertTrue(shares > cases, "shares are hardly accepted, so their way is hardly tried: " + shares);
    }

    /** How many shares the last connection was credited; no header may be among them twice. */
    private long creditedOnce(List<String> findings) {
        List<ShareRecord> shares = pool.journal.of(ShareRecord.class);
        long different = shares.stream()
                .map(share -> List.of(
                        share.jobId(),
                        share.extranonce1(),
                        share.extranonce2(),
                        share.timeSeconds(),
                        share.nonce(),
                        share.version()))
                .distinct()
                .count();
        if (different != shares.size()) {
            findings.add("a header was credited twice: " + shares);
        }
        return different;
    }

    @Test
    void holdsAgainstWhatOnceBrokeIt() throws IOException {
        List<String> findings = new ArrayList<>();
        try (Stream<Path> files = Files.list(KEPT)) {
            for (Path file : files.sorted().toList()) {
                attempt(file.getFileName().toString(), Files.readAllBytes(file), new Random(1), findings);
            }
        }
        assertEquals(List.of(), findings);
    }

    private void attempt(String name, byte[] input, Random random, List<String> findings) throws IOException {
        try {
            new FuzzedSession(pool.server, random).run(input);
            bugs.list.stream()
                    .filter(event -> event.getLevel() == Level.ERROR)
                    .findFirst()
                    .ifPresent(event -> {
                        throw new AssertionError(event.getThrowableProxy().getClassName() + ": "
                                + event.getThrowableProxy().getMessage());
                    });
        } catch (AssertionError | RuntimeException e) {
            Files.createDirectories(FOUND);
            Files.write(FOUND.resolve(name), input);
            findings.add(name + ": " + e);
        }
        bugs.list.clear();
    }
}
