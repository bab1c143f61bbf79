package neman.stratum.load;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;

/**
 * What a run showed. Times in milliseconds unless a name says otherwise.
 *
 * @param pace in words
 * @param measuredSeconds over which shares were counted
 * @param latency from the time at which a share was due to its answer
 * @param lostConnections that ended after their handshake
 * @param poolUsage present where the pool's processes were named
 * @param generatorCpuSeconds of this process while it measured
 */
public record LoadReport(
        String url,
        String pace,
        double measuredSeconds,
        Handshakes handshakes,
        Shares shares,
        Percentiles latency,
        NotifySpread notifySpread,
        long lostConnections,
        Optional<PoolUsage> poolUsage,
        double generatorCpuSeconds) {

    /** From a connection's due time to its authorize answer. @param failures by reason */
    public record Handshakes(
            int asked, long done, long failed, SortedMap<String, Long> failures, double seconds, Percentiles time) {}

    /**
     * @param difficulty as the pool assigned it, decimal text
     * @param rejected by code and words
     * @param unanswered still without an answer two seconds after the last share
     * @param unsent due, but the connection was full or gone
     * @param solvedWhileMeasuring were not solved beforehand
     */
    public record Shares(
            String difficulty,
            long sent,
            long accepted,
            double acceptedPerSecond,
            SortedMap<String, Long> rejected,
            long unanswered,
            long unsent,
            long solvedWhileMeasuring) {}

    /** @param count of values; with 0 the others mean nothing */
    public record Percentiles(long count, double p50, double p90, double p99, double p999, double max) {
        private static final double NANOS_PER_MS = 1e6;

        static Percentiles of(Histogram nanos) {
            return new Percentiles(
                    nanos.getTotalCount(),
                    nanos.getValueAtPercentile(50) / NANOS_PER_MS,
                    nanos.getValueAtPercentile(90) / NANOS_PER_MS,
                    nanos.getValueAtPercentile(99) / NANOS_PER_MS,
                    nanos.getValueAtPercentile(99.9) / NANOS_PER_MS,
                    nanos.getMaxValue() / NANOS_PER_MS);
        }
    }

    /** Jobs that came to every connection after the handshakes, and the time from the first to the last that got one. */
    public record NotifySpread(long jobs, double median, double max) {}

    /**
     * @param acceptedCpuMicros processor time of the pool for each accepted share, everything it did included
     * @param bytesPerConnection growth from before the connections to after their handshakes
     */
    public record PoolUsage(
            long residentBytesBefore,
            long residentBytesConnected,
            long residentBytesAfter,
            double bytesPerConnection,
            double cpuSeconds,
            double acceptedCpuMicros) {}

    /** A table for people. */
    public String toText() {
        return new ReportText(this).write();
    }

    /** One JSON object, with the names of these records. */
    public String toJson() {
        return ReportJson.write(this);
    }

    static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
