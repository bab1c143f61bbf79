package neman.accounting.faults;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.transport.RedisLink;

/** One seed: two front ends, an accountant and one that stands by, faults, and the audit. */
final class FaultRun implements AutoCloseable {
    private static final int FAULTS = 14;
    private static final int PROCESSES_OF_A_KIND = 2;
    private static final int SHARES_BEFORE = 100;
    private static final int SHARES_AFTER = 100;
    /** With the short ones instances are left out of windows, with the long one hardly ever. */
    private static final int[] BARRIER_TIMEOUTS_MILLIS = {500, 2_000, 10_000};

    /** The small ones are full whenever the accountant is not there. */
    private static final int[] STREAM_ENTRIES = {2, 16, 1_024};

    private final Random random;
    private final Servers servers;
    private final PostgresAccess database;
    private final List<FrontEnd> frontEnds = new ArrayList<>();
    private final List<ChildProcess> accountants = new ArrayList<>();
    private FaultSchedule schedule;

    FaultRun(long seed, Path directory, Servers servers, boolean withSmallDisks) throws Exception {
        random = new Random(seed);
        this.servers = servers;
        servers.emptyRedis();
        database = servers.newDatabase();
        Path settings = directory.resolve("settings");
        int barrierTimeoutMillis = BARRIER_TIMEOUTS_MILLIS[random.nextInt(BARRIER_TIMEOUTS_MILLIS.length)];
        int streamEntries = STREAM_ENTRIES[random.nextInt(STREAM_ENTRIES.length)];
        RunSettings common = new RunSettings(database, servers.redisUri(), seed, barrierTimeoutMillis, streamEntries);
        common.write(settings);
        for (int i = 0; i < PROCESSES_OF_A_KIND; i++) {
            frontEnds.add(new FrontEnd("front-end-" + i, directory, common, withSmallDisks));
            accountants.add(
                    new ChildProcess(AccountantProcess.class, directory.resolve("accountant-" + i + ".out"), settings));
        }
    }

    /** Returns what came about, in words. */
    String run() throws Exception {
        for (int i = 0; i < PROCESSES_OF_A_KIND; i++) {
            frontEnds.get(i).start();
            accountants.get(i).start();
        }
        awaitMoreShares(SHARES_BEFORE);
        schedule = new FaultSchedule(victims(), random);
        schedule.run(FAULTS);
        awaitMoreShares(SHARES_AFTER);
        for (FrontEnd frontEnd : frontEnds) {
            frontEnd.quieten();
        }
        try (HikariDataSource books = Databases.open(database, 3);
                RedisLink redis = RedisLink.to(servers.redisUri())) {
            FaultAudit audit = new FaultAudit(frontEnds, books, redis);
            audit.check();
            return audit.summary();
        }
    }

    /** What happened when, and the journals, whose disks go with this run. The database stays with its server. */
    void keepEvidence(Path directory) throws IOException {
        Files.write(directory.resolve("history"), schedule == null ? List.of() : schedule.history());
        for (FrontEnd frontEnd : frontEnds) {
            frontEnd.keepJournal();
        }
    }

    private void awaitMoreShares(int more) throws IOException {
        for (FrontEnd frontEnd : frontEnds) {
            long wanted = frontEnd.acknowledged() + more;
            Waiting.until("more shares from each front end", () -> frontEnd.acknowledged() >= wanted);
        }
    }

    private List<List<Fault>> victims() {
        List<List<Fault>> victims = new ArrayList<>();
        victims.add(servers.redisFaults());
        victims.add(servers.postgresFaults());
        for (int i = 0; i < PROCESSES_OF_A_KIND; i++) {
            victims.add(frontEnds.get(i).processFaults());
            victims.add(frontEnds.get(i).diskFaults());
            victims.add(frontEnds.get(i).wireFaults());
            victims.add(accountantFaults("accountant-" + i, accountants.get(i)));
        }
        return victims.stream().filter(faults -> !faults.isEmpty()).toList();
    }

    private static List<Fault> accountantFaults(String name, ChildProcess accountant) {
        return List.of(
                new Fault(name, "killed", accountant::kill, accountant::start),
                new Fault(
                        name,
                        "stopped",
                        () -> Signals.pause(accountant.handle()),
                        () -> Signals.goOn(accountant.handle())));
    }

    @Override
    public void close() throws IOException {
        for (ChildProcess accountant : accountants) {
            accountant.close();
        }
        for (FrontEnd frontEnd : frontEnds) {
            frontEnd.close();
        }
    }
}
