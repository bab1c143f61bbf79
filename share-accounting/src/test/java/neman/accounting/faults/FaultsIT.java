package neman.accounting.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import neman.accounting.embedded.TestTrees;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * {@code mvn verify -Dseeds=N} plays so many and no other test, {@code -Dseed=S} begins with that one; else seeds 1, 2 and 3,
 * as many of them as begin within half a minute.
 */
class FaultsIT {
    private static final int SEEDS = Integer.getInteger("seeds", 3);
    private static final Duration BEGINNING =
            System.getProperty("seeds") == null ? Duration.ofSeconds(30) : Duration.ofDays(365);
    private static final long FIRST_SEED = Long.getLong("seed", 1);

    private static Path directory;
    private static Servers servers;
    private static boolean withSmallDisks;
    private static boolean failed;

    @BeforeAll
    static void start() throws Exception {
        directory = Files.createTempDirectory("neman-faults");
        servers = Servers.start(directory);
        withSmallDisks = SmallDisk.isPossible(directory.resolve("scratch"));
        if (!withSmallDisks) {
            System.err.println("FaultsIT: this machine does not let us mount a small disk, so none will be full");
        }
    }

    /** What a failure leaves is kept, and its message says where. */
    @AfterAll
    static void stop() throws Exception {
        servers.close();
        if (!failed) {
            TestTrees.delete(directory);
        }
    }

    @Test
    void nothingAcknowledgedIsLostAndNothingCountsTwice() throws Exception {
        long end = System.nanoTime() + BEGINNING.toNanos();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS && System.nanoTime() - end < 0; seed++) {
            play(seed);
        }
    }

    private static void play(long seed) throws Exception {
        Path own = Files.createDirectories(directory.resolve("seed-" + seed));
        long began = System.nanoTime();
        FaultRun run = new FaultRun(seed, own, servers, withSmallDisks);
        try (run) {
            String summary = run.run();
            System.out.println(
                    "faults seed " + seed + ": " + summary + ", " + (System.nanoTime() - began) / 1_000_000_000 + " s");
        } catch (Exception | AssertionError e) {
            failed = true;
            run.keepEvidence(own);
            throw new AssertionError("-Dseed=" + seed + ", see " + own + ": " + e.getMessage(), e);
        }
        TestTrees.delete(own);
    }
}
