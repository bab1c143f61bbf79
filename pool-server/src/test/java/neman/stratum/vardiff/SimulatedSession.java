package neman.stratum.vardiff;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One miner at one pool, in simulated time. It finds shares as a Poisson process at the difficulty that it knows, which lags behind
 * the pool's by the latency of the line; what it found arrives as late, and is judged at the easier of what it was found at and what
 * is in force. A unit of difficulty is one hash. A miner sends no more than {@link #MOST_SHARES_PER_MS}.
 */
final class SimulatedSession {
    private static final double MOST_SHARES_PER_MS = 1;
    private static final long TICK_MS = 5_000;

    /** The pool told another difficulty. */
    record Change(long atMs, long units) {}

    private record Delayed(double atMs, long units) {}

    private final Rule rule;
    private final SplittableRandom random;
    private final double latencyMs;
    private final ArrayDeque<Delayed> onTheWayUp = new ArrayDeque<>();
    private final ArrayDeque<Delayed> onTheWayDown = new ArrayDeque<>();
    private final List<Change> changes = new ArrayList<>();
    private double nowMs;
    private double nextTickMs = TICK_MS;
    private long poolUnits;
    private long minerUnits;
    private long sharesJudged;

    SimulatedSession(Rule rule, long startUnits, double latencyMs, SplittableRandom random) {
        this.rule = rule;
        this.poolUnits = startUnits;
        this.minerUnits = startUnits;
        this.latencyMs = latencyMs;
        this.random = random;
    }

    /** The difficulty, in units, that gives {@code rule} its rate. */
    static double idealUnits(double hashesPerSecond, Rule rule) {
        return hashesPerSecond * rule.targetMs() / 1_000;
    }

    void mine(double hashesPerSecond, long durationMs) {
        double endMs = nowMs + durationMs;
        while (nowMs < endMs) {
            double foundMs = nextShareMs(hashesPerSecond);
            double eventMs = Math.min(Math.min(endMs, nextTickMs), Math.min(foundMs, nextArrivalMs()));
            nowMs = eventMs;
            deliver();
            if (eventMs == foundMs) {
                onTheWayUp.add(new Delayed(nowMs + latencyMs, minerUnits));
            }
            tick();
        }
    }

    /** The process has no memory, so the time to the next share may be drawn anew at each event. */
    private double nextShareMs(double hashesPerSecond) {
        if (hashesPerSecond == 0) {
            return Double.POSITIVE_INFINITY;
        }
        double perMs = Math.min(MOST_SHARES_PER_MS, hashesPerSecond / 1_000 / minerUnits);
        return nowMs - StrictMath.log(1 - random.nextDouble()) / perMs;
    }

    private double nextArrivalMs() {
        double up = onTheWayUp.isEmpty()
                ? Double.POSITIVE_INFINITY
                : onTheWayUp.peek().atMs();
        double down = onTheWayDown.isEmpty()
                ? Double.POSITIVE_INFINITY
                : onTheWayDown.peek().atMs();
        return Math.min(up, down);
    }

    private void deliver() {
        while (!onTheWayDown.isEmpty() && onTheWayDown.peek().atMs() <= nowMs) {
            minerUnits = onTheWayDown.remove().units();
        }
        while (!onTheWayUp.isEmpty() && onTheWayUp.peek().atMs() <= nowMs) {
            sharesJudged++;
            long judged = Math.min(onTheWayUp.remove().units(), poolUnits);
            tell(rule.onShare(judged, poolUnits, (long) nowMs));
        }
    }

    private void tick() {
        if (nowMs >= nextTickMs) {
            nextTickMs += TICK_MS;
            tell(rule.onTick(poolUnits, (long) nowMs));
        }
    }

    private void tell(long units) {
        if (units != poolUnits) {
            poolUnits = units;
            changes.add(new Change((long) nowMs, units));
            onTheWayDown.add(new Delayed(nowMs + latencyMs, units));
        }
    }

    /** {@code shares} that were found at {@code units} arrive at even distances from now on. */
    void resend(int shares, long units, long burstMs) {
        for (int i = 0; i < shares; i++) {
            onTheWayUp.add(new Delayed(nowMs + (double) burstMs * i / shares, units));
        }
    }

    List<Change> changes() {
        return changes;
    }

    long units() {
        return poolUnits;
    }

    long nowMs() {
        return (long) nowMs;
    }

    long sharesJudged() {
        return sharesJudged;
    }

    /**
     * When the difficulty came within {@code factor} of {@code idealUnits} to stay there, and after how many changes since {@code
     * fromMs}, at {@code fromUnits}.
     */
    Settling settling(double idealUnits, double factor, long fromMs, long fromUnits) {
        long atMs = fromMs;
        int retargets = 0;
        boolean off = isOff(fromUnits, idealUnits, factor);
        boolean settled = !off;
        int counted = 0;
        for (Change change : changes) {
            if (change.atMs() < fromMs) {
                continue;
            }
            counted++;
            boolean nowOff = isOff(change.units(), idealUnits, factor);
            if (nowOff) {
                settled = false;
            } else if (!settled) {
                settled = true;
                atMs = change.atMs();
                retargets = counted;
            }
        }
        return new Settling(settled, atMs - fromMs, retargets);
    }

    private static boolean isOff(long units, double idealUnits, double factor) {
        return units > idealUnits * factor || units < idealUnits / factor;
    }

    record Settling(boolean settled, long afterMs, int retargets) {}
}
