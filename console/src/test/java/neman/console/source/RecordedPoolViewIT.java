package neman.console.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import neman.accounting.alarm.Alarm;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.database.SchemaMigration;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.live.AccountHashrates;
import neman.accounting.live.LiveHashrates;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatusPublisher;
import neman.accounting.live.LiveStatusReader;
import neman.accounting.live.LiveWindow;
import neman.accounting.live.LiveWindows;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.console.view.BanItem;
import neman.console.view.BlockItem;
import neman.console.view.BlockState;
import neman.console.view.HashrateHistory;
import neman.console.view.Hashrates;
import neman.console.view.HistorySpan;
import neman.console.view.InstanceItem;
import neman.console.view.MinerStatus;
import neman.console.view.NodeItem;
import neman.console.view.Page;
import neman.console.view.PageRequest;
import neman.console.view.PoolStatus;
import neman.console.view.PoolTerms;
import neman.console.view.SessionItem;
import neman.console.view.WorkerStatus;
import neman.payout.query.PayoutQueries;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real PostgreSQL with both schemas and a real Redis. */
class RecordedPoolViewIT {
    private static final Instant NOW = Instant.parse("2026-11-22T16:30:45Z");
    private static final Instant STARTED = Instant.parse("2026-11-22T16:28:45Z");
    private static final Instant FIRST_MINUTE = Instant.parse("2026-11-22T16:28:00Z");
    private static final int NBITS = 0x1e3fffff;
    private static final String ALICE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    private static final String BOB = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry";

    @TempDir
    static Path directory;

    private static EmbeddedPostgres postgres;
    private static EmbeddedRedis redis;
    private static RedisLink link;
    private static int databases;

    private final AlarmBook alarms = new AlarmBook(() -> NOW);
    private HikariDataSource database;
    private Rows rows;
    private RecordedPoolView view;

    @BeforeAll
    static void startServices() throws Exception {
        postgres = EmbeddedPostgres.start(directory.resolve("postgres"));
        redis = EmbeddedRedis.start(directory.resolve("redis"));
        link = RedisLink.to(redis.uri());
        createDatabase("migrated", "template1");
        try (HikariDataSource migrated = Databases.open(access("migrated"), 4)) {
            AccountingSchema.migrate(migrated);
            new SchemaMigration("ledger", "db/ledger").migrate(migrated);
        }
    }

    private static void createDatabase(String name, String template) throws Exception {
        try (HikariDataSource maintenance = Databases.open(postgres.access(), 3)) {
            new Rows(maintenance).run("CREATE DATABASE " + name + " TEMPLATE " + template);
        }
    }

    private static PostgresAccess access(String name) {
        PostgresAccess access = postgres.access();
        String server = access.url().substring(0, access.url().lastIndexOf('/') + 1);
        return new PostgresAccess(server + name, access.user(), access.password());
    }

    @AfterAll
    static void stopServices() throws IOException {
        link.close();
        redis.close();
        postgres.close();
    }

    @BeforeEach
    void beginWithEmptyServices() throws Exception {
        String name = "console_" + ++databases;
        createDatabase(name, "migrated");
        database = Databases.open(access(name), 4);
        link.commands().flushall();
        rows = new Rows(database);
        view = view(link);
    }

    private RecordedPoolView view(RedisLink redisLink) {
        LiveStatusReader live = new LiveStatusReader(redisLink, Network.SANDBOX);
        LiveShares shares = new LiveShares(redisLink, Network.SANDBOX);
        return new RecordedPoolView(
                terms(),
                database,
                live,
                shares,
                new PayoutQueries(database),
                new PoolAlarmList.Own(alarms, () -> "console@here"),
                () -> NOW);
    }

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void anEmptyPoolHasNothingAndFailsNowhere() throws Exception {
        PoolStatus pool = view.pool();

        assertFalse(pool.live());
        assertEquals(BigInteger.ZERO, pool.hashrate());
        assertEquals(Optional.empty(), pool.roundEffort());
        assertEquals(0, pool.blocks().get(BlockState.CONFIRMED));
        assertEquals(0, pool.balances().paidSats());
        assertEquals(List.of(), view.blocks(firstPage(5)).items());
        assertEquals(List.of(), view.payouts(firstPage(5)).items());
        assertEquals(Optional.empty(), view.miner(address(ALICE)));
        assertEquals(Optional.empty(), view.currentJob());
        assertEquals(60, view.hashrateHistory(HistorySpan.HOUR).items().size());
    }

    @Test
    void aYoungPoolsHashrateIsMeasuredSinceItsStart() throws Exception {
        publish(session(ALICE, "rig", 7, 1), session(ALICE, "rig", 2, 0), session(BOB, "", 1, 0));
        rows.shares(ALICE, "rig", FIRST_MINUTE, 3, 90_000);
        rows.shares(ALICE, "rig", FIRST_MINUTE.plusSeconds(60), 4, 120_000);
        rows.shares(BOB, "", FIRST_MINUTE.plusSeconds(60), 1, 30_000);
        rows.job(8, NBITS);

        PoolStatus pool = view.pool();

        assertEquals(120, pool.hashrateWindowSeconds());
        assertEquals(BigInteger.valueOf(240_000 / 120), pool.hashrate());
        assertEquals(1 / Math.sqrt(8), pool.hashrateError().orElseThrow());
        assertTrue(pool.live());
        assertEquals(3, pool.connections());
        assertEquals(2, pool.workers());
        assertEquals(2, pool.miners());
        assertEquals(Map.of("stale", 1L), pool.rejected());
        assertEquals(Optional.of(7), pool.height());
        // 2^256 ÷ target(1e3fffff) is 262,144 hashes a block, and diff1 hashes are 2^32 in our units.
        assertEquals(240_000 / 262_144.0, pool.roundEffort().orElseThrow(), 1e-4);
        assertEquals(8, view.currentJob().orElseThrow().height());
    }

    @Test
    void aMinersWorkersComeFromStatisticsAndConnections() throws Exception {
        publish(session(ALICE, "rig", 7, 1), session(ALICE, "rig", 2, 0), session(BOB, "", 1, 0));
        rows.shares(ALICE, "rig", FIRST_MINUTE, 9, 240_000);
        rows.shares(ALICE, "old", NOW.minus(Duration.ofHours(5)), 11, 1_000);
        rows.shares(ALICE, "gone", NOW.minus(Duration.ofHours(25)), 11, 1_000);

        MinerStatus miner = view.miner(address(ALICE)).orElseThrow();

        assertEquals(BigInteger.valueOf(2_000), miner.hashrate());
        assertEquals(
                List.of("old", "rig"),
                miner.workers().stream().map(WorkerStatus::name).toList());
        WorkerStatus rig = miner.workers().get(1);
        assertTrue(rig.online());
        assertEquals(9, rig.accepted());
        assertEquals(Map.of("stale", 1L), rig.rejected());
        assertEquals(Optional.of(new BigDecimal("0.5")), rig.difficulty());
        assertEquals(Optional.of("cpuminer/2.5.1"), rig.userAgent());
        WorkerStatus old = miner.workers().get(0);
        assertFalse(old.online());
        assertEquals(11, old.accepted());
        assertEquals(BigInteger.ZERO, old.hashrate());
    }

    @Test
    void aMinersPartOfTheNextBlockAndItsHashratesAreTheAccountants() throws Exception {
        publish(session(ALICE, "rig", 7, 1));
        new LiveWindows(link, Network.SANDBOX)
                .publish(new LiveWindow(
                        "pplns",
                        1,
                        9,
                        "1/1",
                        BigInteger.valueOf(400),
                        "00",
                        new TreeMap<>(Map.of(ALICE, BigInteger.TEN))));
        neman.accounting.live.Hashrates rates = new neman.accounting.live.Hashrates(4.4, 3, 2, 1e21);
        new LiveHashrates(link, Network.SANDBOX)
                .publish(Map.of(ALICE, new AccountHashrates(rates, new TreeMap<>(Map.of("rig", rates)))));

        MinerStatus miner = view.miner(address(ALICE)).orElseThrow();

        long coinbaseSats = view.currentJob().orElseThrow().coinbaseValueSats();
        assertEquals(0.025, miner.nextBlock().orElseThrow().part());
        assertEquals(
                (coinbaseSats - coinbaseSats / 100) / 40,
                miner.nextBlock().orElseThrow().rewardSats());
        Hashrates shown = miner.hashrates().orElseThrow();
        assertEquals(BigInteger.valueOf(4), shown.minute());
        assertEquals(BigInteger.TEN.pow(21), shown.day());
        assertEquals(Optional.of(shown), miner.workers().get(0).hashrates());
    }

    @Test
    void withoutAnAccountantThereIsNoPartOfTheNextBlock() throws Exception {
        publish(session(ALICE, "rig", 7, 1));
        MinerStatus miner = view.miner(address(ALICE)).orElseThrow();
        assertEquals(Optional.empty(), miner.nextBlock());
        assertEquals(Optional.empty(), miner.hashrates());
    }

    @Test
    void theNetworksDifficultyIsKnownBeforeTheFirstShare() throws Exception {
        publish(session(ALICE, "rig", 0, 0));

        PoolStatus pool = view.pool();

        // 262,144 hashes of the 2^32 that difficulty 1 takes.
        assertEquals(
                262_144.0 / (1L << 32), pool.networkDifficulty().orElseThrow().doubleValue(), 1e-9);
        assertEquals(0, pool.roundEffort().orElseThrow());
    }

    @Test
    void sessionsOfAnInstanceCanBePagedThrough() throws Exception {
        publish(session(ALICE, "rig", 7, 1), session(ALICE, "second", 2, 0), session(BOB, "", 1, 0));

        Page<SessionItem> first = view.sessions(Optional.empty(), firstPage(2));
        Page<SessionItem> second = view.sessions(Optional.empty(), new PageRequest(2, first.next()));

        assertEquals(
                List.of("rig", "second"),
                first.items().stream().map(item -> item.worker().orElseThrow()).toList());
        assertEquals(Optional.of(BOB), second.items().get(0).account());
        assertEquals(Optional.empty(), second.next());
        InstanceItem instance = view.instances().items().get(0);
        assertEquals("running", instance.state());
        assertEquals(Map.of("banned", 2L), instance.measures());
        assertEquals(List.of(new BanItem("203.0.113.x", NOW.plusSeconds(60))), instance.bans());
        assertEquals(2, instance.bansTotal());
    }

    @Test
    void nodesAreThoseThatInstancesTellOf() throws Exception {
        publish();

        List<NodeItem> nodes = view.nodes().items();

        assertEquals(
                new NodeItem(
                        3,
                        "http://a:8332",
                        "leading",
                        Optional.of("00ab"),
                        Optional.of(7),
                        0,
                        Optional.empty(),
                        Optional.of(1.5),
                        Optional.of(-2L)),
                nodes.get(0));
        assertEquals(Optional.of("no answer"), nodes.get(1).problem());
        assertFalse(nodes.get(1).canBeMinedOn());
    }

    @Test
    void alarmsAreSeenWhereverTheyAreKnownAndOnceEach() throws Exception {
        publish(); // NODE_UNFIT of stratum-3
        rows.run(
                "INSERT INTO accounting.alarm (source, code, subject, severity, message, remedy, raised_at, last_seen_at,"
                        + " times, cleared_at) VALUES ('stratum-3', 'NODE_UNFIT', 'http://b:8332', 'WARNING', 'm', 'r', now(),"
                        + " now(), 1, null), ('stratum-5', 'BLOCK_NOWHERE', 'block', 'CRITICAL', 'm', 'r', now(), now(), 1, null),"
                        + " ('stratum-5', 'NO_LEADER', 'nodes', 'CRITICAL', 'm', 'r', now(), now(), 1, now())");
        rows.run("INSERT INTO ledger.alarm (code, subject, severity, message, remedy, raised_at, last_seen_at)"
                + " VALUES ('PAYOUT_NOT_FUNDED', '1', 'WARNING', 'm', 'r', '2020-01-01', now())");
        alarms.raise(Alarm.of(AlarmCode.REDIS_AWAY, "redis", "away"));

        assertEquals(
                List.of(
                        "stratum-5 BLOCK_NOWHERE critical",
                        "console@here REDIS_AWAY warning",
                        "stratum-3 NODE_UNFIT warning",
                        "payout PAYOUT_NOT_FUNDED warning"),
                alarmsShown());
    }

    @Test
    void withoutPostgresTheAlarmsOfInstancesAndOfThisProcessAreShown() throws Exception {
        publish();
        database.close();
        alarms.raise(Alarm.of(AlarmCode.POSTGRES_AWAY, "postgres", "away"));

        assertEquals(List.of("console@here POSTGRES_AWAY critical", "stratum-3 NODE_UNFIT warning"), alarmsShown());

        alarms.clear(AlarmCode.POSTGRES_AWAY, "postgres");
        assertEquals(List.of("stratum-3 NODE_UNFIT warning"), alarmsShown());
    }

    private List<String> alarmsShown() {
        return view.alarms().items().stream()
                .map(alarm -> alarm.source() + " " + alarm.code() + " " + alarm.severity())
                .toList();
    }

    @Test
    void aConnectedMinerWithoutAShareIsKnown() throws Exception {
        publish(session(BOB, "new", 0, 0));

        MinerStatus miner = view.miner(address(BOB)).orElseThrow();

        assertEquals(Optional.empty(), miner.workers().get(0).lastShareAt());
        assertEquals(Optional.empty(), miner.hashrateError());
    }

    @Test
    void withoutRedisTheBooksAreShown() throws Exception {
        rows.block(7, "PENDING", ALICE, "rig", NOW.minusSeconds(105));
        try (RedisLink nowhere = RedisLink.to("redis://127.0.0.1:1")) {
            PoolStatus pool = view(nowhere).pool();

            assertFalse(pool.live());
            assertEquals(1, pool.blocks().get(BlockState.PENDING));
        }
    }

    @Test
    void theRoundBeginsWithTheLastBlock() throws Exception {
        rows.job(8, NBITS);
        rows.shares(ALICE, "rig", NOW.minusSeconds(645), 5, 1_000_000);
        rows.block(7, "PENDING", ALICE, "rig", NOW.minusSeconds(105));
        rows.shares(ALICE, "rig", Instant.parse("2026-11-22T16:29:00Z"), 5, 60_000);
        rows.shares(ALICE, "rig", Instant.parse("2026-11-22T16:30:00Z"), 5, 45_000);

        // Found at 16:29:00: both minutes count whole.
        assertEquals(105_000 / 262_144.0, view.pool().roundEffort().orElseThrow(), 1e-4);

        rows.block(8, "WAITING", ALICE, "rig", NOW.minusSeconds(75));

        // Found at 16:29:30: half of that minute.
        assertEquals(75_000 / 262_144.0, view.pool().roundEffort().orElseThrow(), 1e-4);

        rows.block(9, "WAITING", ALICE, "rig", NOW.minusSeconds(15));

        // Found at 16:30:30, 15 s before now: a third of the running minute's 45 s.
        assertEquals(15_000 / 262_144.0, view.pool().roundEffort().orElseThrow(), 1e-4);
    }

    @Test
    void blocksComeInPagesAndAreCountedByState() throws Exception {
        String[] states = {"AVAILABLE", "ORPHANED", "PENDING", "WAITING", "REJECTED"};
        for (int i = 0; i < states.length; i++) {
            rows.block(10 + i, states[i], ALICE, "rig", NOW.minusSeconds(100 - i));
        }

        List<BlockItem> blocks = new ArrayList<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<BlockItem> page = view.blocks(new PageRequest(2, cursor));
            blocks.addAll(page.items());
            cursor = page.next();
        } while (cursor.isPresent());

        assertEquals(
                List.of(14, 13, 12, 11, 10),
                blocks.stream().map(BlockItem::height).toList());
        assertEquals(BlockState.REJECTED, blocks.get(0).state());
        assertEquals(BlockState.CONFIRMED, blocks.get(4).state());
        assertEquals(Optional.empty(), blocks.get(1).rewardSats());
        assertEquals(
                Map.of(
                        BlockState.PENDING,
                        2L,
                        BlockState.CONFIRMED,
                        1L,
                        BlockState.ORPHANED,
                        1L,
                        BlockState.REJECTED,
                        1L),
                view.pool().blocks());
        PageRequest foreign = new PageRequest(2, Optional.of("x"));
        assertThrows(IllegalArgumentException.class, () -> view.blocks(foreign));
    }

    @Test
    void balancesAndPayoutsAreTheLedgers() throws Exception {
        String miner = "liability:miner:" + ALICE;
        rows.journal("a", "asset:coinbase-immature", miner + ":pending", 700);
        rows.journal("b", miner + ":pending", miner + ":available", 400);
        rows.journal("c", miner + ":available", miner + ":in-payout", 150);
        rows.journal("d", "asset:coinbase-immature", "income:pool-fee", 7);
        rows.journal("e", "asset:coinbase-immature", "equity:pplns-continuity", 3);
        rows.payout(ALICE, 150, NOW.minusSeconds(60));
        rows.shares(ALICE, "rig", FIRST_MINUTE, 1, 1);

        MinerStatus status = view.miner(address(ALICE)).orElseThrow();

        assertEquals(300, status.pendingSats());
        assertEquals(250, status.availableSats());
        assertEquals(150, status.inPayoutSats());
        assertEquals(0, status.paidSats());
        assertEquals(150, status.payouts().get(0).amountSats());
        assertEquals("reserved", view.payouts(firstPage(1)).items().get(0).state());
        PoolStatus pool = view.pool();
        assertEquals(300, pool.balances().pendingSats());
        assertEquals(7, pool.balances().feeSats());
        assertEquals(3, pool.balances().continuitySats());
    }

    @Test
    void historyHasWholeStepsOldestFirst() throws Exception {
        rows.shares(ALICE, "rig", Instant.parse("2026-11-22T15:29:00Z"), 1, 999_999);
        rows.shares(ALICE, "rig", Instant.parse("2026-11-22T15:30:00Z"), 1, 60_000);
        rows.shares(BOB, "", Instant.parse("2026-11-22T16:29:00Z"), 1, 120_000);
        rows.shares(BOB, "", Instant.parse("2026-11-22T16:30:00Z"), 1, 999_999);

        HashrateHistory history = view.hashrateHistory(HistorySpan.HOUR);

        assertEquals(
                Instant.parse("2026-11-22T15:30:00Z"), history.items().get(0).from());
        assertEquals(BigInteger.valueOf(1_000), history.items().get(0).hashrate());
        assertEquals(BigInteger.ZERO, history.items().get(1).hashrate());
        assertEquals(BigInteger.valueOf(2_000), history.items().get(59).hashrate());
        HashrateHistory day = view.hashrateHistory(HistorySpan.DAY);
        assertEquals(96, day.items().size());
        assertEquals(Instant.parse("2026-11-22T16:15:00Z"), day.items().get(95).from());
        assertEquals(BigInteger.valueOf(120_000 / 900), day.items().get(95).hashrate());
    }

    private static PoolTerms terms() {
        return new PoolTerms(
                Network.SANDBOX, "pplns", new BigDecimal(2), 100, 1_000, Duration.ofMinutes(1), 101, List.of());
    }

    private static PayoutAddress address(String text) {
        return PayoutAddress.parse(Network.SANDBOX, text);
    }

    private static PageRequest firstPage(int limit) {
        return new PageRequest(limit, Optional.empty());
    }

    private static LiveStatus.Session session(String account, String worker, long accepted, long stale) {
        Map<String, Long> rejected = stale == 0 ? Map.of() : Map.of("stale", stale);
        long last = accepted == 0 ? 0 : NOW.minusSeconds(3).toEpochMilli();
        return new LiveStatus.Session(
                1,
                LiveStatus.SessionState.MINING,
                account,
                worker,
                "cpuminer/2.5.1",
                "0.5",
                STARTED.toEpochMilli(),
                accepted,
                rejected,
                last);
    }

    private static final List<LiveStatus.Node> NODES = List.of(
            new LiveStatus.Node("http://a:8332", "leading", "00ab", 7, 0, null, 1_500L, -2L),
            new LiveStatus.Node("http://b:8332", "unfit", null, null, 0, "no answer", null, null));

    private static void publish(LiveStatus.Session... sessions) {
        LiveStatus status = new LiveStatus(
                3,
                STARTED.toEpochMilli(),
                NOW.toEpochMilli(),
                false,
                sessions.length,
                List.of(sessions),
                sessions.length,
                List.of(),
                0,
                new LiveStatus.Job(8, "1f", "00ab", NBITS, 5_000_000_000L, 0),
                10,
                Map.of("stale", 1L),
                Map.of("banned", 2L),
                List.of(new LiveStatus.Ban("203.0.113.x", NOW.plusSeconds(60).toEpochMilli())),
                2,
                NODES,
                List.of(new LiveStatus.OpenAlarm(
                        "NODE_UNFIT",
                        "WARNING",
                        "http://b:8332",
                        "no answer",
                        "start it",
                        NOW.minusSeconds(90).toEpochMilli(),
                        NOW.toEpochMilli(),
                        2)));
        try (LiveStatusPublisher publisher = new LiveStatusPublisher(link, Network.SANDBOX, () -> status)) {
            publisher.publish();
        }
    }
}
