package neman.accounting.bench;

import java.util.Locale;
import java.util.Optional;

/** What a run showed. */
public record BenchReport(
        Append append, Answers answers, Intake intake, Takeover takeover, RoundClosing round, Optional<Outage> outage) {

    /**
     * One thread appends as fast as the journal takes it.
     *
     * @param durability after which a share is acknowledged
     * @param callNanos of the thread that appends, for each share
     */
    public record Append(String durability, int shares, double sharesPerSecond, double callNanos) {}

    /**
     * Shares at a steady rate, each forced to disk before its answer, with no wait between forces.
     *
     * @param answers from the append to the answer
     * @param bare the same of {@link BareForces} at that rate
     * @param forces of the disk with nothing else to do: a block written and forced
     */
    public record Answers(int sharesPerSecond, Percentiles answers, Percentiles bare, Percentiles forces) {
        /** How many times as long an answer takes as a bare force at that rate, both at their 99th percentile. */
        double timesBareAtP99() {
            return (double) answers.p99Nanos() / bare.p99Nanos();
        }
    }

    /**
     * From a journal that is full to segments that are committed.
     *
     * @param cpuMicros processor time of this process for each share, the servers' not counted
     * @param segmentBytesPerShare as stored
     */
    public record Intake(
            int shares, int workers, double sharesPerSecond, double cpuMicros, double segmentBytesPerShare) {}

    /** An accountant that takes over: from nothing in memory to the whole window. */
    public record Takeover(long windowShares, double seconds) {}

    /** @param fillSeconds to take the shares into the window, one by one; @param closeSeconds to freeze and commit it */
    public record RoundClosing(int shares, int accounts, double fillSeconds, double closeSeconds) {}

    /**
     * PostgreSQL was away.
     *
     * @param sharesPerSecond at which shares were journaled meanwhile
     * @param usedBytesBefore of the heap, with PostgreSQL there
     * @param usedBytesThen when all shares were journaled and PostgreSQL was away
     * @param heapBytesMost that this process may use
     * @param seconds from PostgreSQL's start to the last share's commit
     */
    public record Outage(
            int shares,
            double sharesPerSecond,
            long usedBytesBefore,
            long usedBytesThen,
            long heapBytesMost,
            double seconds) {
        String toText() {
            return String.format(
                    Locale.ROOT,
                    "outage      %,d shares without PostgreSQL, %,.0f shares/s: heap in use %.1f MiB, %.1f MiB before (of %d);"
                            + " committed %.0f s after its return%n",
                    shares,
                    sharesPerSecond,
                    usedBytesThen / MIB,
                    usedBytesBefore / MIB,
                    heapBytesMost >> 20,
                    seconds);
        }
    }

    private static final double MIB = 1 << 20;

    public String toText() {
        return measured() + outage.map(Outage::toText).orElse("");
    }

    private String measured() {
        return String.format(
                Locale.ROOT,
                """
                append      %,d shares, %s: %,.0f shares/s, %,.0f ns a call
                answer      %,d shares/s, each forced: median %,d us, p99 %,d us; bare forces at that rate: %,d and %,d us (p99: %.2f times); alone: %,d and %,d us
                intake      %,d shares of %,d workers, journal to committed: %,.0f shares/s, %.1f us CPU and %.1f bytes a share
                takeover    window of %,d shares rebuilt in %.2f s
                round       %,d shares of %,d accounts: closed in %.3f s (window filled in %.2f s)
                """,
                append.shares,
                append.durability,
                append.sharesPerSecond,
                append.callNanos,
                answers.sharesPerSecond,
                micros(answers.answers.medianNanos()),
                micros(answers.answers.p99Nanos()),
                micros(answers.bare.medianNanos()),
                micros(answers.bare.p99Nanos()),
                answers.timesBareAtP99(),
                micros(answers.forces.medianNanos()),
                micros(answers.forces.p99Nanos()),
                intake.shares,
                intake.workers,
                intake.sharesPerSecond,
                intake.cpuMicros,
                intake.segmentBytesPerShare,
                takeover.windowShares,
                takeover.seconds,
                round.shares,
                round.accounts,
                round.closeSeconds,
                round.fillSeconds);
    }

    private static long micros(long nanos) {
        return nanos / 1_000;
    }
}
