package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.database.TestDatabase;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.CountingWaiter;
import neman.accounting.journal.JobRecord;
import neman.accounting.journal.ShareRecord;
import neman.accounting.leader.Leadership;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardRule;
import neman.accounting.reward.RewardTermsHistory;
import neman.accounting.round.RecomputedRound;
import neman.accounting.round.RewardTermsStore;
import neman.accounting.round.Round;
import neman.accounting.round.RoundRecomputation;
import neman.accounting.round.RoundStore;
import neman.accounting.segment.SegmentArchive;
import neman.accounting.segment.SegmentVerifier;
import neman.accounting.segment.SequencedShare;
import neman.accounting.segment.ShareSegment;
import neman.accounting.transport.RedisKeys;
import neman.accounting.transport.RedisLink;
import neman.accounting.transport.TestRedis;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** An accountant on a real PostgreSQL and a real Redis, instances that feed it, and the audit of all that it wrote. */
abstract class IntakeFixture {
    static final RedisKeys KEYS = new RedisKeys(Network.SANDBOX);

    @TempDir
    Path directory;

    final List<AutoCloseable> opened = new ArrayList<>();
    final List<TestInstance> instances = new ArrayList<>();
    HikariDataSource dataSource;
    /** The test's own way to the database, without a pool: no connection that somebody broke is handed out by it. */
    PGSimpleDataSource auditing;

    InstanceRegistry registry;
    RedisLink redis;
    Leadership leadership;
    ShareIntake intake;
    Duration barrierTimeout = Duration.ofSeconds(20);
    int checkpointShares = IntakeSettings.CHECKPOINT_SHARES;
    RewardRule rule = new RewardRule(RewardPolicy.DEFAULT, 100);

    @BeforeEach
    void open() throws Exception {
        dataSource = TestDatabase.migrated();
        auditing = new PGSimpleDataSource();
        auditing.setURL(dataSource.getJdbcUrl());
        auditing.setUser(dataSource.getUsername());
        auditing.setPassword(dataSource.getPassword());
        registry = new InstanceRegistry(dataSource);
        redis = TestRedis.emptied();
        opened.add(dataSource);
        opened.add(redis);
    }

    @AfterEach
    void close() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    TestInstance instance(String name) throws IOException {
        RedisLink link = TestRedis.another();
        TestInstance instance = new TestInstance(directory.resolve(name), registry, link);
        opened.add(link);
        opened.add(instance);
        instances.add(instance);
        return instance;
    }

    void startIntake() throws SQLException {
        RedisLink link = TestRedis.another();
        opened.add(link);
        startIntake(link);
    }

    void startIntake(RedisLink link) throws SQLException {
        leadership = Leadership.tryAcquire(dataSource, "accountant", "a test").orElseThrow();
        IntakeSettings settings = new IntakeSettings(Network.SANDBOX, barrierTimeout, Duration.ofMillis(50), 1_000)
                .withCheckpointShares(checkpointShares);
        intake = new ShareIntake(dataSource, link, settings, rule, leadership, InstantSource.system());
        opened.add(intake);
        opened.add(leadership);
        intake.start();
    }

    /** In good order. */
    void stopIntake() {
        intake.close();
        leadership.close();
    }

    /** The intake is left as it is, like one whose machine was cut off, and another takes its place. */
    void replaceIntake() throws SQLException {
        leadership.close();
        startIntake();
    }

    long lastSequence() {
        try (Connection connection = auditing.getConnection()) {
            return new SegmentArchive(connection).lastSequence();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    List<ShareRecord> acknowledged() {
        return instances.stream()
                .flatMap(instance -> instance.shares().stream())
                .toList();
    }

    /** Waits for all acknowledged shares and {@code blocks} blocks, and checks everything that was written for them. */
    void awaitAndAudit(int blocks) throws SQLException {
        long expected = acknowledged().size() + blocks;
        CountingWaiter.await(() -> lastSequence() >= expected);
        try (Connection connection = auditing.getConnection()) {
            SegmentArchive archive = new SegmentArchive(connection);
            assertEquals(expected, archive.lastSequence());
            auditShares(archive);
            assertEquals(blocks, auditRounds(archive));
            assertEquals(acknowledged().size(), sumOfStatistics(connection));
        }
    }

    /** Gapless, real work, and each acknowledged share exactly once, each instance's in order. */
    void auditShares(SegmentArchive archive) throws SQLException {
        SegmentVerifier verifier = new SegmentVerifier(jobId -> job(archive, jobId));
        Map<Integer, List<ShareRecord>> found = new HashMap<>();
        for (ShareSegment segment : segments(archive)) {
            verifier.verify(segment);
            for (SequencedShare share : segment.shares()) {
                int instance = (int) (share.jobId() >>> 48);
                found.computeIfAbsent(instance, number -> new ArrayList<>()).add(record(archive, share));
            }
        }
        for (TestInstance instance : distinctInstances()) {
            List<ShareRecord> own = instances.stream()
                    .filter(other -> other.number() == instance.number())
                    .flatMap(other -> other.shares().stream())
                    .toList();
            assertEquals(own, found.getOrDefault(instance.number(), List.of()));
        }
    }

    List<TestInstance> distinctInstances() {
        Map<Integer, TestInstance> byNumber = new HashMap<>();
        instances.forEach(instance -> byNumber.put(instance.number(), instance));
        return List.copyOf(byNumber.values());
    }

    static List<ShareSegment> segments(SegmentArchive archive) throws SQLException {
        List<ShareSegment> segments = new ArrayList<>();
        long sequence = 1;
        while (sequence <= archive.lastSequence()) {
            ShareSegment segment = archive.segmentAt(sequence).orElseThrow();
            assertEquals(sequence, segment.firstSequence());
            segments.add(segment);
            sequence = segment.lastSequence() + 1;
        }
        return segments;
    }

    static ShareRecord record(SegmentArchive archive, SequencedShare share) throws SQLException {
        return new ShareRecord(
                share.jobId(),
                archive.address(share.accountId()),
                archive.workerName(share.workerId()),
                share.extranonce1(),
                share.extranonce2(),
                share.timeSeconds(),
                share.nonce(),
                share.version(),
                share.difficultyUnits(),
                share.receivedMillis());
    }

    /** Every block's round is the one that the segments give to an auditor. */
    int auditRounds(SegmentArchive archive) throws SQLException {
        RoundRecomputation recomputation =
                new RoundRecomputation(terms(), id -> address(archive, id), id -> job(archive, id));
        int rounds = 0;
        for (ShareSegment segment : segments(archive)) {
            Optional<RecomputedRound> recomputed = recomputation.add(segment);
            if (recomputed.isPresent()) {
                Round recorded = round(recomputed.get().block().blockHash()).orElseThrow();
                assertEquals(recomputed.get().window(), recorded.window());
                assertTrue(recomputed.get().confirms(recorded));
                rounds++;
            }
        }
        return rounds;
    }

    RewardTermsHistory terms() throws SQLException {
        try (Connection connection = auditing.getConnection()) {
            return new RewardTermsHistory(RewardTermsStore.all(connection));
        }
    }

    static String address(SegmentArchive archive, long accountId) {
        try {
            return archive.address(accountId);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static JobRecord job(SegmentArchive archive, long jobId) {
        try {
            return archive.findJob(jobId).orElse(null);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    Optional<Round> round(Hash256 block) throws SQLException {
        return new RoundStore(auditing).byBlock(block);
    }

    static long sumOfStatistics(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                var row = statement.executeQuery("SELECT coalesce(sum(shares), 0) FROM accounting.share_statistics")) {
            row.next();
            return row.getLong(1);
        }
    }
}
