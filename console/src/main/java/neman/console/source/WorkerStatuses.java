package neman.console.source;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import neman.accounting.live.LiveStatus;
import neman.console.source.ShareStatistics.WorkerWork;
import neman.console.view.Hashrates;
import neman.console.view.WorkerStatus;

/** Puts together what the statistics know of an account's workers and what their open connections say. */
final class WorkerStatuses {
    private static final WorkerWork NO_WORK = new WorkerWork(0, 0, BigInteger.ZERO, Instant.EPOCH);

    private final Map<String, WorkerWork> work;
    private final Map<String, List<LiveStatus.Session>> sessions;
    private final HashrateWindow window;
    private final Map<String, Hashrates> hashrates;

    WorkerStatuses(
            Map<String, WorkerWork> work,
            Map<String, List<LiveStatus.Session>> sessions,
            HashrateWindow window,
            Map<String, Hashrates> hashrates) {
        this.work = work;
        this.sessions = sessions;
        this.window = window;
        this.hashrates = hashrates;
    }

    /** By name, at most {@link ShareStatistics#MAX_WORKERS}. */
    List<WorkerStatus> list() {
        TreeSet<String> names = new TreeSet<>(sessions.keySet());
        names.addAll(work.keySet());
        return names.stream()
                .limit(ShareStatistics.MAX_WORKERS)
                .map(this::worker)
                .toList();
    }

    private WorkerStatus worker(String name) {
        WorkerWork done = work.getOrDefault(name, NO_WORK);
        List<LiveStatus.Session> open = sessions.getOrDefault(name, List.of());
        return new WorkerStatus(
                name,
                !open.isEmpty(),
                window.hashesPerSecond(done.recentUnits()),
                Optional.ofNullable(hashrates.get(name)),
                open.isEmpty()
                        ? done.dayShares()
                        : open.stream().mapToLong(LiveStatus.Session::accepted).sum(),
                rejected(open),
                open.stream()
                        .map(session -> new BigDecimal(session.difficulty()))
                        .max(Comparator.naturalOrder()),
                lastShareAt(done, open),
                open.stream()
                        .map(LiveStatus.Session::userAgent)
                        .filter(agent -> !agent.isEmpty())
                        .findFirst());
    }

    private static Map<String, Long> rejected(List<LiveStatus.Session> open) {
        Map<String, Long> sums = new TreeMap<>();
        open.forEach(session -> LiveInstances.addTo(sums, session.rejectedByReason()));
        return sums;
    }

    private static Optional<Instant> lastShareAt(WorkerWork done, List<LiveStatus.Session> open) {
        Stream<Instant> connected = open.stream().map(session -> Instant.ofEpochMilli(session.lastShareAtMillis()));
        return Stream.concat(Stream.of(done.lastShareAt()), connected)
                .max(Comparator.naturalOrder())
                .filter(last -> last.isAfter(Instant.EPOCH));
    }
}
