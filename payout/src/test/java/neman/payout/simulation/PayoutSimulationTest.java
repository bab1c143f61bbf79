package neman.payout.simulation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Histories of a payout process on a real database and a real chain, each from its seed. More of them:
 * {@code mvn -pl payout -am test -Dtest=PayoutSimulationTest -Dsurefire.failIfNoSpecifiedTests=false -Dseeds=500}, from
 * another one on with {@code -Dseed=1000}.
 */
class PayoutSimulationTest {
    private static final int SEEDS = 5;
    private static final int STEPS = 60;
    /** No further history begins after it, unless more were asked for. */
    private static final Duration ENOUGH = Duration.ofSeconds(30);

    private final SortedMap<String, Long> arrivals = new TreeMap<>();

    @TempDir
    Path directory;

    @Test
    void nobodyIsPaidTwiceWhateverHappens() throws Exception {
        int seeds = Integer.getInteger("seeds", 0);
        long first = Long.getLong("seed", 100);
        long begin = System.nanoTime();
        long seed = first;
        while (seed < first + (seeds > 0 ? seeds : SEEDS)
                && (seeds > 0 || System.nanoTime() - begin < ENOUGH.toNanos())) {
            play(seed++);
        }
        System.out.printf(
                "payout simulation: seeds %d to %d of %d steps in %d s; arrivals of payouts at states: %s%n",
                first,
                seed - 1,
                STEPS,
                Duration.ofNanos(System.nanoTime() - begin).toSeconds(),
                arrivals);
    }

    private void play(long seed) throws Exception {
        Random random = new Random(seed);
        try (SimulatedPool pool = new SimulatedPool(directory.resolve("seed" + seed), random)) {
            SimulatedWorld world = new SimulatedWorld(pool, random);
            ChainAuditor auditor = new ChainAuditor(pool);
            try {
                world.begin();
                for (int step = 0; step < STEPS; step++) {
                    world.step();
                    auditor.check();
                }
                world.comeToRest();
                auditor.checkAtRest(world.coinsWereStolen());
                pool.arrivals().forEach((state, times) -> arrivals.merge(state, times, Long::sum));
            } catch (Exception | AssertionError e) {
                throw new AssertionError("seed " + seed + " after: " + world.history(), e);
            }
        }
    }
}
