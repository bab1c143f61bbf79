package neman.stratum.load;

import java.util.Locale;
import neman.stratum.load.LoadReport.Percentiles;

/** A {@link LoadReport} as lines of two columns. */
final class ReportText {
    private static final double MEBIBYTE = 1 << 20;

    private final LoadReport report;
    private final StringBuilder text = new StringBuilder();

    ReportText(LoadReport report) {
        this.report = report;
    }

    String write() {
        line("pool", "%s", report.url());
        line("pace", "%s, measured for %.1f s", report.pace(), report.measuredSeconds());
        writeHandshakes(report.handshakes());
        if (report.shares().sent() > 0) {
            writeShares(report.shares());
            line("submit to answer", "%s", describe(report.latency()));
        }
        writeNotify(report.notifySpread());
        line("lost connections", "%d", report.lostConnections());
        report.poolUsage().ifPresent(this::writePool);
        line("this generator", "%.1f s of processor time", report.generatorCpuSeconds());
        return text.toString();
    }

    private void writeHandshakes(LoadReport.Handshakes handshakes) {
        line(
                "handshakes",
                "%d of %d in %.1f s, %d failed",
                handshakes.done(),
                handshakes.asked(),
                handshakes.seconds(),
                handshakes.failed());
        handshakes.failures().forEach((reason, count) -> line("", "%d × %s", count, reason));
        line("handshake time", "%s", describe(handshakes.time()));
    }

    private void writeShares(LoadReport.Shares shares) {
        line("difficulty", "%s", shares.difficulty());
        line("shares sent", "%d (%d due but not sent)", shares.sent(), shares.unsent());
        line("accepted", "%d, %.0f a second", shares.accepted(), shares.acceptedPerSecond());
        line("rejected", "%d", LoadReport.sum(shares.rejected()));
        shares.rejected().forEach((reason, count) -> line("", "%d × %s", count, reason));
        line("unanswered", "%d", shares.unanswered());
        line("solved while measuring", "%d", shares.solvedWhileMeasuring());
    }

    private void writeNotify(LoadReport.NotifySpread spread) {
        if (spread.jobs() == 0) {
            line("notify spread", "no job came to all connections");
        } else {
            line("notify spread", "%d jobs, median %.1f ms, max %.1f ms", spread.jobs(), spread.median(), spread.max());
        }
    }

    private void writePool(LoadReport.PoolUsage usage) {
        line(
                "pool's memory",
                "%.0f MiB before, %.0f MiB connected (%.1f KiB a connection), %.0f MiB after",
                usage.residentBytesBefore() / MEBIBYTE,
                usage.residentBytesConnected() / MEBIBYTE,
                usage.bytesPerConnection() / 1024,
                usage.residentBytesAfter() / MEBIBYTE);
        line("pool's processor", "%.1f s, %.1f µs a share", usage.cpuSeconds(), usage.acceptedCpuMicros());
    }

    private static String describe(Percentiles p) {
        return String.format(
                Locale.ROOT,
                "p50 %.2f  p90 %.2f  p99 %.2f  p99.9 %.2f  max %.2f ms",
                p.p50(),
                p.p90(),
                p.p99(),
                p.p999(),
                p.max());
    }

    private void line(String name, String format, Object... values) {
        text.append(String.format(Locale.ROOT, "%-24s", name))
                .append(String.format(Locale.ROOT, format, values))
                .append('\n');
    }
}
