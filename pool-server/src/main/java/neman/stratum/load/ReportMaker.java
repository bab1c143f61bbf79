package neman.stratum.load;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import neman.bitcoin.Difficulty;

/** Makes the report from what the loops counted. */
final class ReportMaker {
    private static final double NANOS_PER_MS = 1e6;

    private final LoadSettings settings;
    private final LoadCounts counts;
    private final Difficulty difficulty;
    private final double connectSeconds;

    ReportMaker(LoadSettings settings, LoadCounts counts, Difficulty difficulty, double connectSeconds) {
        this.settings = settings;
        this.counts = counts;
        this.difficulty = difficulty;
        this.connectSeconds = connectSeconds;
    }

    LoadReport make(
            ProcessUsage before, ProcessUsage connected, ProcessUsage after, LoadGenerator.Measurement measured) {
        return new LoadReport(
                settings.url().toString(),
                pace(),
                measured.seconds(),
                handshakes(),
                shares(measured),
                LoadReport.Percentiles.of(counts.latency),
                spread(),
                counts.lostConnections,
                usage(before, connected, after, measured),
                measured.ownCpuSeconds());
    }

    private String pace() {
        if (settings.pace() instanceof Pace.OpenLoop open) {
            return String.format(
                    Locale.ROOT,
                    "open loop, %.0f shares a second over %d connections",
                    open.sharesPerSecond(),
                    settings.connections());
        }
        if (settings.pace() instanceof Pace.ClosedLoop closed) {
            return "closed loop, " + settings.connections() + " connections with " + closed.outstanding()
                    + " outstanding";
        }
        return "idle, " + settings.connections() + " connections";
    }

    private LoadReport.Handshakes handshakes() {
        return new LoadReport.Handshakes(
                settings.connections(),
                counts.handshakes.getTotalCount(),
                counts.failed(),
                new TreeMap<>(counts.failedHandshakes),
                connectSeconds,
                LoadReport.Percentiles.of(counts.handshakes));
    }

    private LoadReport.Shares shares(LoadGenerator.Measurement measured) {
        return new LoadReport.Shares(
                difficulty.toString(),
                counts.sent,
                counts.accepted,
                counts.accepted / measured.seconds(),
                new TreeMap<>(counts.refused),
                measured.unanswered(),
                counts.unsent,
                counts.solvedLate);
    }

    private LoadReport.NotifySpread spread() {
        long live = counts.handshakes.getTotalCount() - counts.lostConnections;
        List<Double> spreads = counts.jobs.values().stream()
                .filter(arrivals -> arrivals.connections >= live)
                .map(arrivals -> (arrivals.lastNanos - arrivals.firstNanos) / NANOS_PER_MS)
                .sorted()
                .toList();
        return spreads.isEmpty()
                ? new LoadReport.NotifySpread(0, 0, 0)
                : new LoadReport.NotifySpread(
                        spreads.size(), spreads.get(spreads.size() / 2), spreads.get(spreads.size() - 1));
    }

    private Optional<LoadReport.PoolUsage> usage(
            ProcessUsage before, ProcessUsage connected, ProcessUsage after, LoadGenerator.Measurement measured) {
        if (settings.poolProcesses().isEmpty()) {
            return Optional.empty();
        }
        Duration cpu = measured.poolEnd().processor().minus(measured.poolBegin().processor());
        double grown = connected.residentBytes() - before.residentBytes();
        return Optional.of(new LoadReport.PoolUsage(
                before.residentBytes(),
                connected.residentBytes(),
                after.residentBytes(),
                grown / Math.max(1, counts.handshakes.getTotalCount()),
                cpu.toMillis() / 1e3,
                cpu.toMillis() * 1e3 / Math.max(1, counts.accepted)));
    }
}
