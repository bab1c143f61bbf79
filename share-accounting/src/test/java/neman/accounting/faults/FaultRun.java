package neman.accounting.faults;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.segment.SegmentArchive;
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
        String takeover = killTheLeader();
        for (FrontEnd frontEnd : frontEnds) {
            frontEnd.quieten();
        }
        try (HikariDataSource books = Databases.open(database, 3);
                RedisLink redis = RedisLink.to(servers.redisUri())) {
            FaultAudit audit = new FaultAudit(frontEnds, books, redis);
            audit.check();
            servers.emptyRedis();
            audit.checkShownAgain();
            return audit.summary() + ", " + takeover;
        }
    }

    /**
     * All is well otherwise, and the other stands by. Returns how long it takes until that one leads, and has
     * committed shares; on a machine with all its processors busy, by this harness among others.
     */
    private String killTheLeader() throws Exception {
        try (HikariDataSource books = Databases.open(database, 1)) {
            Waiting.until("an accountant of ours leads", () -> leader(books).isPresent());
            Waiting.until("both have found the database again", () -> accountants.stream()
                    .allMatch(process -> isConnected(books, process)));
            ChildProcess leader = leader(books).orElseThrow();
            long killed = System.nanoTime();
            leader.kill();
            long before = lastSequence(books);
            Waiting.until("another accountant leads", () -> leader(books).isPresent());
            long leads = System.nanoTime();
            Waiting.until("another accountant counts", () -> lastSequence(books) > before);
            long counts = System.nanoTime();
            leader.start();
            return "another accountant leads " + (leads - killed) / 1_000_000
                    + " ms after the leader's kill and counts after " + (counts - killed) / 1_000_000 + " ms";
        }
    }

    private static boolean isConnected(HikariDataSource books, ChildProcess process) {
        String sql = "SELECT 1 FROM pg_stat_activity WHERE application_name = ?";
        try (Connection connection = books.getConnection();
                PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, RunSettings.nameOf(process.handle()));
            try (ResultSet row = select.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            return false;
        }
    }

    private Optional<ChildProcess> leader(HikariDataSource books) throws SQLException {
        String sql = "SELECT holder FROM accounting.leader WHERE role = 'accountant'";
        try (Connection connection = books.getConnection();
                PreparedStatement select = connection.prepareStatement(sql);
                ResultSet row = select.executeQuery()) {
            String holder = row.next() ? row.getString(1) : "";
            return accountants.stream()
                    .filter(ChildProcess::isAlive)
                    .filter(process -> holder.equals(RunSettings.nameOf(process.handle())))
                    .findFirst();
        }
    }

    private static long lastSequence(HikariDataSource books) throws SQLException {
        try (Connection connection = books.getConnection()) {
            return new SegmentArchive(connection).lastSequence();
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
