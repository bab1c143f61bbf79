package neman.accounting.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.function.Consumer;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.journal.ShareJournal;

/**
 * PostgreSQL goes away under an accountant and a shipper, many shares are appended, and it comes back. What waits meanwhile has
 * to wait on disk: the heap in use before and then is compared, after a collection each.
 */
final class OutageBench {
    private final Path postgresDirectory;
    private final IntakeBench intakeBench;
    private final Consumer<String> progress;

    OutageBench(Path postgresDirectory, IntakeBench intakeBench, Consumer<String> progress) {
        this.postgresDirectory = postgresDirectory;
        this.intakeBench = intakeBench;
        this.progress = progress;
    }

    /**
     * @param postgres running; closed by this, and away when this returns
     * @param committedBefore shares in segments by now
     */
    BenchReport.Outage run(
            EmbeddedPostgres postgres, ShareJournal journal, BenchShares source, long committedBefore, int shares)
            throws IOException, SQLException {
        try (IntakeBench.Accountant accountant = intakeBench.start(journal)) {
            accountant.awaitHealthy();
            long usedBefore = usedBytes();
            postgres.close();
            BenchReport.Append append = new AppendBench(journal, source).run(shares);
            accountant.awaitWaiting();
            long usedThen = usedBytes();
            progress.accept("PostgreSQL comes back");
            long began = System.nanoTime();
            EmbeddedPostgres again = EmbeddedPostgres.start(postgresDirectory, progress);
            try {
                accountant.awaitCommitted(committedBefore + shares);
                return new BenchReport.Outage(
                        shares,
                        append.sharesPerSecond(),
                        usedBefore,
                        usedThen,
                        Runtime.getRuntime().maxMemory(),
                        (System.nanoTime() - began) / 1e9);
            } finally {
                again.close();
            }
        }
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
