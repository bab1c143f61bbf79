package neman.accounting.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Consumer;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.UnusableDatabaseException;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.embedded.Trees;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;

/** Runs every measurement once, one after the other, on servers of its own. */
public final class AccountingBench {
    private static final Network NETWORK = Network.REGTEST;
    private static final int DATABASE_CONNECTIONS = 8;
    /** After which whoever asks for a connection is told that the server is away. */
    private static final int WITHOUT_SERVER_MS = 1_000;

    private static final String POSTGRES = "postgres";

    private final BenchSettings settings;
    private final Consumer<String> progress;

    /** @param progress told in a line each what is done now */
    public AccountingBench(BenchSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
    }

    /** @throws IOException where the directory cannot be used, or a server fails */
    public BenchReport run() throws IOException {
        Path directory = Files.createTempDirectory(settings.parent(), "neman-bench");
        try {
            return run(directory);
        } finally {
            Trees.delete(directory);
        }
    }

    private BenchReport run(Path directory) throws IOException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory.resolve(POSTGRES), progress);
                EmbeddedRedis redis = EmbeddedRedis.start(directory.resolve("redis"), progress);
                RedisLink shipping = RedisLink.to(redis.uri());
                RedisLink reading = RedisLink.to(redis.uri());
                HikariDataSource database = Databases.open(postgres.access(), DATABASE_CONNECTIONS)) {
            AccountingSchema.migrate(database);
            database.setConnectionTimeout(WITHOUT_SERVER_MS);
            return measure(directory, postgres, database, new IntakeBench(database, shipping, reading));
        } catch (SQLException | UnusableDatabaseException e) {
            throw new IOException("PostgreSQL failed: " + e.getMessage(), e);
        }
    }

    private BenchReport measure(
            Path directory, EmbeddedPostgres postgres, HikariDataSource database, IntakeBench intakeBench)
            throws IOException, SQLException {
        InstanceIdentity identity = new InstanceRegistry(database).claim(directory);
        BenchShares source =
                new BenchShares(identity, settings.accounts(), settings.workersPerAccount(), settings.windowShares());
        try (ShareJournal journal = ShareJournal.open(journalSettings(directory, identity))) {
            progress.accept("appending to the journal");
            BenchReport.Append append = new AppendBench(journal, source).run(settings.shares());
            progress.accept("answers at a steady rate");
            BenchReport.Answers answers = timeAnswers(directory.resolve("answers"), journal, identity);
            progress.accept("from the journal to segments");
            BenchReport.Intake intake = intakeBench.ship(journal, settings);
            progress.accept("the next accountant takes over");
            BenchReport.Takeover takeover =
                    intakeBench.takeOver(journal, Math.min(settings.shares(), settings.windowShares()));
            progress.accept("closing a round");
            BenchReport.RoundClosing round = closeRound(database);
            Optional<BenchReport.Outage> outage = Optional.empty();
            if (settings.outageShares() > 0) {
                progress.accept("PostgreSQL goes away");
                outage = Optional.of(new OutageBench(directory.resolve(POSTGRES), intakeBench, progress)
                        .run(postgres, journal, source, settings.shares(), settings.outageShares()));
            }
            return new BenchReport(append, answers, intake, takeover, round, outage);
        }
    }

    /** A journal of its own, which nobody ships, on shares of its own. */
    private BenchReport.Answers timeAnswers(Path directory, ShareJournal like, InstanceIdentity identity)
            throws IOException {
        BenchShares source =
                new BenchShares(identity, settings.accounts(), settings.workersPerAccount(), settings.windowShares());
        return new LatencyBench(LatencyBench.settings(like.settings(), directory), source, settings.answerRate())
                .run(settings.answerSeconds());
    }

    private BenchReport.RoundClosing closeRound(HikariDataSource database) throws SQLException {
        return new RoundBench(database, settings.roundShares(), settings.roundAccounts()).run();
    }

    private JournalSettings journalSettings(Path directory, InstanceIdentity identity) {
        return new JournalSettings(
                directory.resolve("journal"),
                NETWORK,
                identity,
                JournalSettings.DEFAULT_FORCE_INTERVAL,
                settings.durability(),
                JournalSettings.DEFAULT_ROLL_BYTES,
                JournalSettings.DEFAULT_QUEUE_CAPACITY);
    }
}
