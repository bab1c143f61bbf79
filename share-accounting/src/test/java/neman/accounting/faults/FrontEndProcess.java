package neman.accounting.faults;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.Durability;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.ShareShipper;
import neman.accounting.transport.TestShippers;
import neman.bitcoin.Network;

/**
 * A stratum instance whose miners live in the same process: they solve real shares, hand them to the journal and log each one
 * before and after. Goes on until its input says {@link #QUIET} or ends, or until it is killed.
 */
final class FrontEndProcess {
    /** No more shares; what is journaled is still shipped. The file of this name in its home says that it is so. */
    static final String QUIET = "quiet";

    private static final String GOODBYE = "goodbye";

    static final String LOG = "shares.log";

    /** Within its home; a small file system may be mounted there. */
    static final String JOURNAL = "journal";

    /** Files roll about once a second. */
    private static final int ROLL_BYTES = 1 << 16;

    /** Much shorter than in operation, so that it is often too short: then everything on disk is shipped again. */
    private static final Duration CURSOR_WAIT = Duration.ofMillis(200);

    private static final int MINERS = 4;
    private static final int QUEUE = 1 << 10;
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private FrontEndProcess() {}

    /** @param arguments the file of {@link RunSettings}, the instance's home */
    public static void main(String[] arguments) throws Exception {
        RunSettings settings = RunSettings.read(Path.of(arguments[0]));
        Path home = Path.of(arguments[1]);
        List<FeedingMiner> miners = new ArrayList<>();
        Runnable quieten = () -> {
            synchronized (miners) {
                miners.forEach(FeedingMiner::stop);
            }
        };
        HikariDataSource database = settings.database();
        InstanceIdentity identity = patiently(() -> new InstanceRegistry(database).claim(home));
        comeBack(home, database, identity);
        ShareJournal journal = patiently(() -> ShareJournal.open(journalSettings(home, identity)));
        ShareShipper shipper =
                TestShippers.bounded(journal, RedisLink.to(settings.redis()), settings.streamEntries(), CURSOR_WAIT);
        shipper.start();
        ShareLog log = ShareLog.append(home.resolve(LOG));
        Random random = new Random(settings.seed() ^ (long) identity.number() << 40 ^ identity.startCounter());
        CurrentJobs jobs = new CurrentJobs(journal, identity, new Random(random.nextLong()));
        synchronized (miners) {
            for (int i = 0; i < MINERS; i++) {
                miners.add(new FeedingMiner(journal, jobs, log, new Random(random.nextLong())));
            }
            miners.forEach(FeedingMiner::start);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            quieten.run();
            shipper.close();
            journal.close();
            sayGoodbye(home, shipper, database, identity);
        }));
        System.out.println("instance " + identity.number() + " start " + identity.startCounter());
        ChildProcess.endWithItsParent(command -> {
            quieten.run();
            if (command.equals(QUIET)) {
                Files.createFile(home.resolve(QUIET));
            }
        });
    }

    /** Blocks wait no longer for one that has nothing left to say. The mark says that the registry may know it as stopped. */
    private static void sayGoodbye(
            Path home, ShareShipper shipper, HikariDataSource database, InstanceIdentity identity) {
        if (!shipper.isEverythingShipped()) {
            return;
        }
        try {
            Files.createFile(home.resolve(GOODBYE));
            new InstanceRegistry(database).markStopped(identity);
        } catch (IOException | SQLException e) {
            System.out.println("no goodbye: " + e.getMessage());
        }
    }

    /** Whoever was told goodbye must hear of this before the first share is acknowledged. */
    private static void comeBack(Path home, HikariDataSource database, InstanceIdentity identity) {
        patiently(() -> {
            if (Files.exists(home.resolve(GOODBYE))) {
                markRunning(database, identity);
                Files.delete(home.resolve(GOODBYE));
            }
            return true;
        });
    }

    private static void markRunning(HikariDataSource database, InstanceIdentity identity) throws IOException {
        try {
            new InstanceRegistry(database).markRunning(identity);
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private static JournalSettings journalSettings(Path home, InstanceIdentity identity) {
        return new JournalSettings(
                home.resolve(JOURNAL),
                Network.SANDBOX,
                identity,
                Duration.ofMillis(2),
                Durability.DISK,
                ROLL_BYTES,
                QUEUE);
    }

    private interface Step<T> {
        T take() throws IOException;
    }

    /** What starts a pool in operation goes on trying too. */
    private static <T> T patiently(Step<T> step) {
        while (true) {
            try {
                return step.take();
            } catch (IOException e) {
                System.out.println("not yet: " + e.getMessage());
                LockSupport.parkNanos(RETRY_NANOS);
            }
        }
    }
}
