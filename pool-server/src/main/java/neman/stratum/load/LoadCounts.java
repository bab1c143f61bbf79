package neman.stratum.load;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** What one event loop has seen; several can be added up. Thread: its event loop. */
final class LoadCounts {
    static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** Reasons and jobs beyond these are counted together or not at all: both are the pool's words. */
    private static final int MAX_REASONS = 64;

    private static final int MAX_JOBS = 4_096;
    private static final int DIGITS = 3;

    /** The arrivals of one job. */
    static final class Arrivals {
        long firstNanos;
        long lastNanos;
        int connections;
    }

    final Histogram latency = new Histogram(1_000, LONGEST_NANOS, DIGITS);
    final Histogram handshakes = new Histogram(1_000, LONGEST_NANOS, DIGITS);
    final Map<String, Long> refused = new HashMap<>();
    final Map<String, Long> failedHandshakes = new HashMap<>();
    final Map<String, Arrivals> jobs = new LinkedHashMap<>();
    long accepted;
    long sent;
    long unsent;
    long solvedLate;
    long lostConnections;

    void handshakeDone(long nanos) {
        handshakes.recordValue(Math.min(LONGEST_NANOS, Math.max(0, nanos)));
    }

    void connectionLost(boolean afterHandshake, String reason) {
        if (afterHandshake) {
            lostConnections++;
        } else {
            count(failedHandshakes, reason);
        }
    }

    void answered(String error) {
        if (error.isEmpty()) {
            accepted++;
        } else {
            count(refused, error);
        }
    }

    private static void count(Map<String, Long> byReason, String reason) {
        boolean room = byReason.size() < MAX_REASONS || byReason.containsKey(reason);
        byReason.merge(room ? reason : "other", 1L, Long::sum);
    }

    void jobArrived(String job, long nowNanos) {
        Arrivals arrivals = jobs.get(job);
        if (arrivals == null) {
            if (jobs.size() == MAX_JOBS) {
                return;
            }
            arrivals = new Arrivals();
            arrivals.firstNanos = nowNanos;
            jobs.put(job, arrivals);
        }
        arrivals.lastNanos = nowNanos;
        arrivals.connections++;
    }

    void forgetJobs() {
        jobs.clear();
    }

    long failed() {
        return failedHandshakes.values().stream().mapToLong(Long::longValue).sum();
    }

    void add(LoadCounts other) {
        latency.add(other.latency);
        handshakes.add(other.handshakes);
        other.refused.forEach((reason, count) -> refused.merge(reason, count, Long::sum));
        other.failedHandshakes.forEach((reason, count) -> failedHandshakes.merge(reason, count, Long::sum));
        other.jobs.forEach((job, arrivals) -> jobs.merge(job, arrivals, LoadCounts::together));
        accepted += other.accepted;
        sent += other.sent;
        unsent += other.unsent;
        solvedLate += other.solvedLate;
        lostConnections += other.lostConnections;
    }

    private static Arrivals together(Arrivals one, Arrivals other) {
        Arrivals both = new Arrivals();
        both.firstNanos = Math.min(one.firstNanos, other.firstNanos);
        both.lastNanos = Math.max(one.lastNanos, other.lastNanos);
        both.connections = one.connections + other.connections;
        return both;
    }
}
