package neman.accounting.bench;

import com.sun.management.OperatingSystemMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.intake.IntakeSettings;
import neman.accounting.intake.ShareIntake;
import neman.accounting.journal.ShareJournal;
import neman.accounting.leader.Leadership;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.ShareShipper;

/** From a journal that is full to segments that are committed, and then the start of the next accountant. */
final class IntakeBench {
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final HikariDataSource database;
    private final RedisLink shipping;
    private final RedisLink reading;

    /** @param reading used by the intake alone */
    IntakeBench(HikariDataSource database, RedisLink shipping, RedisLink reading) {
        this.database = database;
        this.shipping = shipping;
        this.reading = reading;
    }

    BenchReport.Intake ship(ShareJournal journal, BenchSettings settings) throws SQLException, IOException {
        long cpuBefore = cpuNanos();
        long began = System.nanoTime();
        try (Accountant accountant = start(journal)) {
            accountant.awaitCommitted(settings.shares());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new BenchReport.Intake(
                settings.shares(),
                settings.accounts() * settings.workersPerAccount(),
                settings.shares() / seconds,
                (cpuNanos() - cpuBefore) / 1e3 / settings.shares(),
                segmentBytes() / settings.shares());
    }

    BenchReport.Takeover takeOver(ShareJournal journal, long windowShares) throws SQLException, IOException {
        long began = System.nanoTime();
        try (Accountant accountant = start(journal)) {
            accountant.awaitHealthy();
            return new BenchReport.Takeover(windowShares, (System.nanoTime() - began) / 1e9);
        }
    }

    /** The accountant's role with the shipper of one journal, at work. */
    Accountant start(ShareJournal journal) throws SQLException, IOException {
        return new Accountant(journal);
    }

    final class Accountant implements AutoCloseable {
        private final Leadership leadership;
        private final ShareIntake intake;
        private final ShareShipper shipper;

        private Accountant(ShareJournal journal) throws SQLException, IOException {
            leadership = lead();
            intake = intake(journal, leadership);
            shipper = new ShareShipper(journal, shipping);
            shipper.start();
            intake.start();
        }

        void awaitHealthy() throws IOException {
            while (!intake.isHealthy()) {
                requireRunning(intake);
            }
        }

        /** Until it has noticed that a server is away. */
        void awaitWaiting() throws IOException {
            while (intake.isHealthy()) {
                requireRunning(intake);
            }
        }

        /** Whatever comes and goes meanwhile. */
        void awaitCommitted(long sequence) throws IOException {
            while (lastSequence() < sequence) {
                requireRunning(intake);
            }
        }

        @Override
        public void close() {
            intake.close();
            shipper.close();
            leadership.close();
        }
    }

    private long lastSequence() {
        try (Connection connection = database.getConnection()) {
            return new SegmentArchive(connection).lastSequence();
        } catch (SQLException e) {
            return 0; // away
        }
    }

    private static void requireRunning(ShareIntake intake) throws IOException {
        LockSupport.parkNanos(POLL_NANOS);
        if (!intake.isRunning()) {
            throw new IOException("the accountant has stopped by itself");
        }
    }

    private Leadership lead() throws SQLException, IOException {
        return Leadership.tryAcquire(database, "accountant", "benchmark")
                .orElseThrow(() -> new IOException("another accountant leads on this database"));
    }

    private ShareIntake intake(ShareJournal journal, Leadership leadership) {
        return new ShareIntake(
                database,
                reading,
                IntakeSettings.of(journal.settings().network()),
                new RewardRule(RewardPolicy.DEFAULT, 100),
                leadership,
                InstantSource.system());
    }

    private double segmentBytes() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT sum(length(bytes)) FROM accounting.segment")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}
