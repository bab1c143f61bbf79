package neman.accounting.bench;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.JournalRecord;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;

/** One thread appends as fast as the journal takes it. Shares are made beforehand, some thousand at a time. */
final class AppendBench {
    private static final int SHARES_AT_ONCE = 4_096;

    private final ShareJournal journal;
    private final BenchShares source;
    private final InFlight inFlight = new InFlight(JournalSettings.DEFAULT_QUEUE_CAPACITY / 2);
    private long callNanos;
    private long wholeNanos;

    AppendBench(ShareJournal journal, BenchShares source) {
        this.journal = journal;
        this.source = source;
    }

    BenchReport.Append run(int shares) throws IOException {
        JournalRecord[] ready = new JournalRecord[SHARES_AT_ONCE];
        for (int left = shares; left > 0; left -= SHARES_AT_ONCE) {
            int count = Math.min(left, SHARES_AT_ONCE);
            Optional<JobRecord> job = source.newJob();
            for (int i = 0; i < count; i++) {
                ready[i] = source.next();
            }
            long began = System.nanoTime();
            if (job.isPresent()) {
                inFlight.awaitRoomFor(1);
                append(job.get());
            }
            append(ready, count);
            wholeNanos += System.nanoTime() - began;
        }
        long began = System.nanoTime();
        inFlight.awaitNone();
        wholeNanos += System.nanoTime() - began;
        return new BenchReport.Append(
                journal.settings().durability().name().toLowerCase(Locale.ROOT),
                shares,
                shares / (wholeNanos / 1e9),
                (double) callNanos / shares);
    }

    private void append(JournalRecord[] ready, int count) throws IOException {
        inFlight.awaitRoomFor(count);
        long began = System.nanoTime();
        for (int i = 0; i < count; i++) {
            append(ready[i]);
        }
        callNanos += System.nanoTime() - began;
    }

    private void append(JournalRecord record) throws IOException {
        if (!journal.append(inFlight, record)) {
            throw new IOException("the journal takes no more: is the disk full?");
        }
    }
}
