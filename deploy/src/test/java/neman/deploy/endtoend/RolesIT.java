package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import neman.accounting.alarm.AlarmStore;
import neman.accounting.database.Databases;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.embedded.RunningServices;
import neman.accounting.instance.InstanceRegistry;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.wiring.PoolException;
import neman.deploy.wiring.PoolProcess;
import neman.deploy.wiring.Role;
import neman.payout.query.BlockView;
import neman.payout.query.PayoutQueries;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The roles apart, each with a data directory of its own, two of them Stratum instances; what they share is a node, Redis and
 * PostgreSQL that the configuration names. Its schemas belong to another user than the one who works.
 */
@Timeout(240)
class RolesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FEE_BASIS_POINTS = 100;

    @TempDir
    Path directory;

    private SandboxNode node;
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;

    @BeforeEach
    void startWhatTheyShare() throws Exception {
        node = SandboxNode.start(SandboxSettings.defaults(directory.resolve("chain")));
        startServices();
        createUsers();
    }

    /** On the ports of before. */
    private void startServices() throws IOException {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
        redis = EmbeddedRedis.start(directory.resolve("redis"));
    }

    @AfterEach
    void stopWhatTheyShare() throws IOException {
        redis.close();
        postgres.close();
        node.close();
    }

    @Test
    void twoInstancesFeedOneAccountantAndEveryShareIsCountedOnce() throws Exception {
        try (PoolProcess first = start("first", Role.STRATUM);
                PoolProcess second = start("second", Role.STRATUM);
                PoolProcess accountant = start("accountant", Role.ACCOUNTANT);
                PoolProcess payout = start("payout", Role.PAYOUT);
                HikariDataSource connections = Databases.open(postgres.access(), 2)) {
            assertTrue(accountant.stratumAddresses().isEmpty()
                    && payout.httpAddress().isEmpty());
            verify(mine(first, second, new PayoutQueries(connections)), connections);
        }
    }

    @Test
    void anInstanceStartsAndMinesWithRedisAndPostgresAwayAndIsCountedWhenTheyAreBack() throws Exception {
        start("first", Role.STRATUM).close(); // has its number from now on
        redis.close();
        postgres.close();
        PoolException refused = assertThrows(PoolException.class, () -> start("accountant", Role.ACCOUNTANT));
        assertTrue(refused.getMessage().contains("Redis at"), refused.getMessage());
        try (PoolProcess first = start("first", Role.STRATUM)) {
            Set<Hash256> acknowledged = mineSome(first);
            startServices();
            staysUnknownWhileTheSchemaIsNewer();
            try (PoolProcess accountant = start("accountant", Role.ACCOUNTANT);
                    HikariDataSource connections = Databases.open(postgres.access(), 2)) {
                assertEquals(0, accountant.acceptedShares());
                BooksAudit audit = new BooksAudit(connections, FEE_BASIS_POINTS);
                Await.until("every acknowledged share is counted", PATIENCE, () -> audit.sequencedHeaders()
                        .equals(acknowledged));
                InstanceRegistry registry = new InstanceRegistry(connections);
                Await.until("blocks wait for it again", PATIENCE, () -> !registry.running()
                        .isEmpty());
            }
        }
    }

    /** As after an upgrade of the other processes meanwhile. */
    private void staysUnknownWhileTheSchemaIsNewer() throws Exception {
        try (HikariDataSource connections = Databases.open(postgres.access(), 2)) {
            execute(
                    connections,
                    "INSERT INTO accounting.schema_version (installed_rank, version, description, type, script,"
                            + " installed_by, execution_time, success)"
                            + " VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 'books_owner', 1, true)");
            AlarmStore alarms = new AlarmStore(connections);
            Await.until("it says that the schema is newer", PATIENCE, () -> alarms.open().stream()
                    .anyMatch(alarm -> alarm.code().equals("POSTGRES_UNUSABLE")
                            && alarm.message().contains("newer than this program knows")));
            assertTrue(new InstanceRegistry(connections).running().isEmpty());
            execute(connections, "DELETE FROM accounting.schema_version WHERE installed_rank = 999");
            Await.until("it is content", PATIENCE, () -> alarms.open().stream()
                    .noneMatch(alarm -> alarm.code().equals("POSTGRES_UNUSABLE")));
        }
    }

    private static void execute(HikariDataSource connections, String sql) throws Exception {
        try (Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Set<Hash256> mineSome(PoolProcess pool) throws Exception {
        try (TestMiners miners = minersAt(pool)) {
            Await.until(
                    "shares are acknowledged",
                    PATIENCE,
                    () -> miners.acknowledged().size() >= 5);
            miners.stop();
            return Set.copyOf(miners.acknowledged());
        }
    }

    /** As an administrator does who keeps the right to make roles to himself: one owns the schemas, the other works in them. */
    private void createUsers() throws Exception {
        try (HikariDataSource connections = Databases.open(postgres.access(), 2);
                Connection connection = connections.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE neman_app NOLOGIN");
            statement.execute("CREATE ROLE neman_auditor NOLOGIN");
            statement.execute("CREATE ROLE books_owner LOGIN PASSWORD 'owns'");
            statement.execute("CREATE ROLE books_user LOGIN PASSWORD 'works' IN ROLE neman_app");
            statement.execute("GRANT CREATE ON DATABASE " + connection.getCatalog() + " TO books_owner");
        }
    }

    private PoolProcess start(String name, Role role) throws Exception {
        Path file = writeConfiguration(name);
        return PoolProcess.start(
                ConfigurationReader.readFile(file, Map.of()), EnumSet.of(role), Duration.ZERO, line -> {}, () -> false);
    }

    private Path writeConfiguration(String name) throws IOException {
        RunningServices.Service database = postgres.service();
        RunningServices.Service transport = redis.service();
        Path cookie = ((NodeAuthentication.CookieFile) node.endpoint().authentication()).path();
        return Files.writeString(directory.resolve(name + ".yaml"), """
                network: sandbox
                data: %s
                pool: {address: %s}
                nodes:
                  - {rpc: "%s", cookie-file: "%s", wallet: pool}
                stratum:
                  - {listen: 127.0.0.1:0, start-difficulty: 0.000003814697265625, min-difficulty: 0.000001, vardiff: false}
                postgres: {url: "%s", user: books_user, password: works, owner-user: books_owner, owner-password: owns}
                redis: {url: "%s", password-file: "%s"}
                http: {listen: 127.0.0.1:0}
                """.formatted(
                        name,
                        node.walletAddress(),
                        node.endpoint().rpc(),
                        cookie,
                        database.url(),
                        transport.url(),
                        transport.passwordFile()));
    }

    private static Set<Hash256> mine(PoolProcess first, PoolProcess second, PayoutQueries books) throws Exception {
        try (TestMiners atFirst = minersAt(first);
                TestMiners atSecond = minersAt(second)) {
            Await.until("blocks in the books", PATIENCE, () -> pendingBlocks(books) >= 4);
            atFirst.stop();
            atSecond.stop();
            Set<Hash256> acknowledged = new HashSet<>(atFirst.acknowledged());
            acknowledged.addAll(atSecond.acknowledged());
            assertEquals(
                    atFirst.acknowledged().size() + atSecond.acknowledged().size(),
                    acknowledged.size(),
                    "no header is valid at two instances");
            assertTrue(
                    !atFirst.acknowledged().isEmpty()
                            && !atSecond.acknowledged().isEmpty(),
                    "both took shares");
            return acknowledged;
        }
    }

    private static TestMiners minersAt(PoolProcess pool) {
        return new TestMiners("127.0.0.1", pool.stratumAddresses().get(0).getPort(), 2, 60_000);
    }

    private static long pendingBlocks(PayoutQueries books) throws Exception {
        return books.blocks(100, OptionalLong.empty()).items().stream()
                .filter(block -> block.state() == BlockView.State.PENDING && block.rewardSats() > 0)
                .count();
    }

    private static void verify(Set<Hash256> acknowledged, HikariDataSource connections) throws Exception {
        BooksAudit audit = new BooksAudit(connections, FEE_BASIS_POINTS);
        Await.until("every acknowledged share in the books", PATIENCE, () -> audit.sequencedHeaders()
                .equals(acknowledged));
        assertTrue(audit.verifyRounds() >= 4, "rounds");
        audit.verifyLedger();
    }
}
