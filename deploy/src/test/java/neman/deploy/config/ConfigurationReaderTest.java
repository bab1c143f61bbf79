package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import neman.accounting.reward.RewardPolicy;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeAuthentication;
import neman.deploy.config.PoolConfiguration.JournalDurability;
import neman.stratum.defence.ConnectionLimits;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.template.TemplateSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationReaderTest {
    /** BIP173's example key on regtest. */
    private static final String ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    private static final String REGTEST = """
            network: regtest
            data: ./books
            pool:
              address: bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080
              fee-percent: 1.5
            nodes:
              - rpc: http://127.0.0.1:18443
                user: rpcuser
                password: ${RPC_PASSWORD}
                wallet: pool
                zmq-hashblock: tcp://127.0.0.1:28332
              - rpc: http://127.0.0.1:18444
                cookie-file: node/.cookie
            stratum:
              - listen: 0.0.0.0:3333
                start-difficulty: 0.001
              - listen: "[::]:3334"
                start-difficulty: 65536
                min-difficulty: 1024
                share-interval: 30s
                vardiff: false
            redis: redis://redis.example:6379/1
            postgres: {url: 'jdbc:postgresql://db.example/neman', user: neman, password: '${DB}'}
            payout: {minimum-btc: 0.005, interval: 2h}
            sessions: {resume-time: 90s, resume-sessions: 500}
            journal: {durability: process, force-interval: 5ms}
            template: {refresh: 20s, poll: 500ms, fee-rise-percent: 0.5}
            drain: {reconnect: [b.pool.example:3333, '[2001:db8::1]:3334'], wait: 1m}
            """;

    private static final Map<String, String> VARIABLES = Map.of("RPC_PASSWORD", "secret$1", "DB", "dbword");

    private static PoolConfiguration read(String text) throws ConfigurationException {
        return new ConfigurationReader("pool.yaml", Path.of("/etc/neman"), new Environment(VARIABLES)).read(text);
    }

    private static List<Fault> faultsOf(String text) {
        return assertThrows(ConfigurationException.class, () -> read(text)).faults();
    }

    private static void assertOnlyFault(int line, String message, String text) {
        assertEquals(List.of(new Fault(line, message)), faultsOf(text));
    }

    @Test
    void readsAWholeConfiguration() throws ConfigurationException {
        PoolConfiguration read = read(REGTEST);

        assertEquals(Network.REGTEST, read.network());
        assertEquals(Path.of("/etc/neman/books"), read.dataDirectory());
        assertEquals(ADDRESS, read.pool().address().orElseThrow().toString());
        assertEquals(150, read.pool().feeBasisPoints());
        assertEquals(URI.create("http://127.0.0.1:18443"), read.nodes().get(0).rpc());
        assertEquals(
                new NodeAuthentication.Password("rpcuser", "secret$1"),
                read.nodes().get(0).authentication());
        assertEquals(
                new NodeAuthentication.CookieFile(Path.of("/etc/neman/node/.cookie")),
                read.nodes().get(1).authentication());
        assertEquals(
                Optional.of(URI.create("tcp://127.0.0.1:28332")),
                read.nodes().get(0).zmqHashblock());
        assertEquals(Optional.empty(), read.nodes().get(1).zmqHashblock());
        assertEquals(new TemplateSettings(Duration.ofSeconds(20), Duration.ofMillis(500), 50), read.templates());
        assertEquals(Difficulty.of("0.001"), read.stratum().get(0).startDifficulty());
        assertTrue(read.stratum().get(0).vardiff());
        assertEquals("::", read.stratum().get(1).listen().getHostString());
        assertEquals(Difficulty.of("1024"), read.stratum().get(1).minDifficulty());
        assertFalse(read.stratum().get(1).vardiff());
        assertEquals(Duration.ofSeconds(10), read.stratum().get(0).shareInterval());
        assertEquals(Duration.ofSeconds(30), read.stratum().get(1).shareInterval());
        assertEquals(
                URI.create("redis://redis.example:6379/1"),
                read.redis().orElseThrow().url());
        assertEquals(Optional.of("dbword"), read.postgres().orElseThrow().password());
        assertEquals(500_000, read.payout().minimumSats());
        assertEquals(Duration.ofHours(2), read.payout().interval());
        assertEquals(JournalDurability.PROCESS, read.journal().durability());
        assertEquals(Duration.ofMillis(5), read.journal().forceInterval());
        assertEquals(new ResumeLimits(Duration.ofSeconds(90), 500), read.resume());
        assertFalse(read.isEmbedded());
        assertEquals(
                new PoolConfiguration.Drain(
                        List.of(
                                InetSocketAddress.createUnresolved("b.pool.example", 3333),
                                InetSocketAddress.createUnresolved("2001:db8::1", 3334)),
                        Duration.ofMinutes(1)),
                read.drain());
    }

    @Test
    void keepsSessionsOnlyForWholeSecondsAndNotForEver() {
        assertOnlyFault(
                1, "sessions.resume-time: 1500ms is not a number of whole seconds", "sessions: {resume-time: 1500ms}");
        assertOnlyFault(1, "sessions.resume-time: 2h is not between 0ms and 1h", "sessions: {resume-time: 2h}");
        assertOnlyFault(
                1, "sessions.resume-sessions: 0 is not between 1 and 1048576", "sessions: {resume-sessions: 0}");
    }

    @Test
    void drainsOnlyToPlacesThatCanBeReachedAndWithinReason() {
        assertOnlyFault(
                1, "drain.reconnect: 'b:0' is no place that a miner can connect to", "drain: {reconnect: ['b:0']}");
        assertOnlyFault(
                1,
                "drain.reconnect: must be a list in square brackets, or with a hyphen before each item",
                "drain: {reconnect: b}");
        assertOnlyFault(1, "drain.wait: 20m is not between 0ms and 10m", "drain: {wait: 20m}");
        assertOnlyFault(1, "drain.wait: 1500ms is not a number of whole seconds", "drain: {wait: 1500ms}");
    }

    @Test
    void anEmptyFileIsTheSandboxWithEverythingEmbedded() throws ConfigurationException {
        for (String text : List.of("", "{}", "# nothing\n", "redis: embedded\npostgres: embedded\n")) {
            PoolConfiguration read = read(text);
            assertEquals(Network.SANDBOX, read.network());
            assertEquals(Path.of("/etc/neman/data"), read.dataDirectory());
            assertTrue(read.isEmbedded());
        }
        assertEquals(
                Path.of("/var/neman"),
                ConfigurationReader.defaults(Path.of("/var/neman")).dataDirectory());
    }

    @Test
    void reportsEveryFaultAtOnceWithItsLine() {
        List<Fault> faults = faultsOf("""
                network: regtest
                pool:
                  address: bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4
                  fee-percent: 101
                  tga: /neman/
                nodes:
                  - rpc: 127.0.0.1:18443
                    cookie-file: .cookie
                    zmq-hashblock: tcp://127.0.0.1
                stratum:
                  - start-difficulty: fast
                payout:
                  interval: 24
                colour: red
                """);

        assertEquals(
                List.of(3, 4, 5, 7, 9, 11, 11, 13, 14),
                faults.stream().map(Fault::line).toList());
        assertTrue(faults.stream()
                .anyMatch(fault -> fault.message().equals("unknown key 'pool.tga'; did you mean 'tag'?")));
        assertTrue(
                faults.stream().anyMatch(fault -> fault.message().startsWith("nodes[].zmq-hashblock: names no port")));
        assertTrue(
                faults.stream().anyMatch(fault -> fault.message().contains("is not a regtest address")),
                () -> faults.toString());
    }

    @Test
    void namesTheFileInEachLineOfItsMessage() {
        ConfigurationException e = assertThrows(ConfigurationException.class, () -> read("nett: a\ndatta: b\n"));
        assertEquals(
                "pool.yaml:1: unknown key 'nett'; known here: network, data, pool, nodes, stratum, limits, sessions, redis, postgres,"
                        + " reward, payout, journal, segments, job, template, drain, http, alarms\n"
                        + "pool.yaml:2: unknown key 'datta'; did you mean 'data'?",
                e.getMessage());
    }

    @Test
    void refusesWhatIsNotYaml() {
        assertEquals(2, faultsOf("network: regtest\npool: [\n").get(0).line() - 1);
        assertEquals(1, faultsOf("just words").size());
        assertEquals(1, faultsOf("network: a\u0007b").size());
        assertEquals(1, faultsOf("a: 1\n---\nb: 2\n").size());
    }

    @Test
    void readsWhomAPayoutLeavesOut() throws ConfigurationException {
        PayoutLimitsSettings limits = read("""
                payout:
                  first-payout-delay: 3d
                  terms-cool-down: 12h
                  batch-max-btc: 1.5
                  day-max-btc: 2
                  deny-list: deny.txt
                """).payout().limits();
        assertEquals(
                new PayoutLimitsSettings(
                        Duration.ofDays(3),
                        Duration.ofHours(12),
                        Optional.of(150_000_000L),
                        Optional.of(200_000_000L),
                        Optional.of(Path.of("/etc/neman/deny.txt"))),
                limits);
        assertOnlyFault(
                3,
                "payout.batch-max-btc: is below minimum-btc, so nobody could be paid",
                "payout:\n  minimum-btc: 0.1\n  batch-max-btc: 0.01\n");
    }

    @Test
    void readsWhoOwnsTheSchemas() throws ConfigurationException {
        PostgresAccess access = read("postgres: {url: 'jdbc:postgresql://db.example/neman', user: neman, password: a,"
                        + " owner-user: owner, owner-password: b}\n")
                .postgres()
                .orElseThrow();
        assertEquals(Optional.of(new PostgresAccess.Owner("owner", Optional.of("b"))), access.owner());
        assertEquals("jdbc:postgresql://db.example/neman as neman", access.toString());
        assertOnlyFault(
                1,
                "postgres.owner-user: is missing: a password of the owner stands here without his name",
                "postgres: {url: 'jdbc:postgresql://db.example/neman', user: neman, owner-password: b}\n");
    }

    @Test
    void refusesAKeyThatStandsTwice() {
        assertOnlyFault(2, "data stands here for the second time", "data: a\ndata: b\n");
    }

    @Test
    void refusesAKeyWithoutAValue() {
        assertOnlyFault(1, "data: has no value", "data:\n");
        assertOnlyFault(2, "pool.tag: has no value", "pool:\n  tag: ''\n");
    }

    @Test
    void refusesAValueOfAnotherShape() {
        assertOnlyFault(1, "data: must be a single value", "data: [a]\n");
        String list = "must be a list with at least one item, each after a hyphen";
        assertOnlyFault(1, "stratum: " + list, "stratum: {listen: '0.0.0.0:1'}\n");
        assertOnlyFault(1, "stratum: " + list, "stratum: []\n");
        assertOnlyFault(1, "pool must be a mapping of keys to values", "pool: x\n");
    }

    @Test
    void refusesAVariableThatIsNotSet() {
        assertOnlyFault(1, "data: the environment variable NOWHERE is not set", "data: ${NOWHERE}\n");
    }

    @Test
    void readsSecretsFromFiles(@TempDir Path directory) throws Exception {
        Path secret = Files.writeString(directory.resolve("word"), "from a file\n");
        Files.writeString(directory.resolve("pool.yaml"), "redis: {url: redis://r, password-file: word}\n");
        PoolConfiguration read = ConfigurationReader.readFile(directory.resolve("pool.yaml"), Map.of());
        assertEquals(Optional.of("from a file"), read.redis().orElseThrow().password());
        assertFalse(read.toString().contains("from a file"));

        Files.writeString(secret, "two\nlines\n");
        ConfigurationException e = assertThrows(
                ConfigurationException.class,
                () -> ConfigurationReader.readFile(directory.resolve("pool.yaml"), Map.of()));
        assertTrue(e.getMessage().contains("in one line"), e.getMessage());
    }

    @Test
    void readsTheWebhookOfAlarmsAndNeverPrintsIt(@TempDir Path directory) throws Exception {
        assertEquals(Optional.empty(), read("").alarmWebhook());
        PoolConfiguration read = read("alarms: {webhook: 'https://alerts.example/secret'}");
        assertEquals(
                "https://alerts.example/secret",
                read.alarmWebhook().orElseThrow().url().toString());
        assertFalse(read.toString().contains("secret"), read.toString());
        Files.writeString(directory.resolve("hook"), "https://alerts.example/from-file\n");
        Files.writeString(directory.resolve("pool.yaml"), "alarms: {webhook-file: hook}\n");
        PoolConfiguration fromFile = ConfigurationReader.readFile(directory.resolve("pool.yaml"), Map.of());
        assertEquals("/from-file", fromFile.alarmWebhook().orElseThrow().url().getPath());
        assertOnlyFault(
                1,
                "alarms.webhook: not a URL that begins with http or https and names a host",
                "alarms: {webhook: 'ftp://alerts.example'}");
    }

    @Test
    void neverPrintsAPassword() throws ConfigurationException {
        String text = read(REGTEST).toString();
        assertFalse(text.contains("secret$1"), text);
        assertFalse(text.contains("dbword"), text);
    }

    @Test
    void saysWhatIsWrongWithTheFileItself(@TempDir Path directory) throws IOException {
        Path absent = directory.resolve("absent.yaml");
        assertEquals("there is no configuration file " + absent, messageOf(absent));
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertEquals("the configuration file " + binary + " is not UTF-8 text", messageOf(binary));
        assertTrue(messageOf(directory).startsWith("cannot read the configuration file"));
    }

    private static String messageOf(Path file) {
        return assertThrows(ConfigurationException.class, () -> ConfigurationReader.readFile(file, Map.of()))
                .getMessage();
    }

    @Test
    void aRealChainNeedsANodeAnAddressAndOneWallet() {
        assertOnlyFault(1, "network: mainnet needs at least one node under nodes", "network: mainnet\n");
        String node = "network: regtest\nnodes:\n  - {rpc: 'http://n', cookie-file: c%s}\n";
        assertEquals(
                List.of(
                        new Fault(2, "nodes: with nodes, pool.address must say where the coinbase pays"),
                        new Fault(2, "nodes: exactly one node names the wallet that pays, not 0")),
                faultsOf(node.formatted("")));
        assertOnlyFault(
                2, "nodes: with nodes, pool.address must say where the coinbase pays", node.formatted(", wallet: w"));
    }

    @Test
    void aNodeIsSpokenToByCookieOrByPassword() {
        String node = "network: regtest\npool: {address: " + ADDRESS + "}\nnodes:\n  - rpc: http://n\n    wallet: w\n";
        assertOnlyFault(4, "nodes[].rpc: needs a cookie-file, or user and password beside it", node);
        assertOnlyFault(4, "nodes[].rpc: needs a cookie-file, or user and password beside it", node + "    user: u\n");
        assertOnlyFault(
                6,
                "nodes[].cookie-file: a node is spoken to by cookie-file or by user and password, not both",
                node + "    cookie-file: c\n    user: u\n    password: p\n");
    }

    @Test
    void difficultiesOfAPortDoNotContradict() {
        assertOnlyFault(
                3,
                "stratum[].start-difficulty: 8 is not between min-difficulty 16 and max-difficulty 32",
                "stratum:\n  - listen: 0.0.0.0:1\n    start-difficulty: 8\n    min-difficulty: 16\n    max-difficulty: 32\n");
    }

    @Test
    void theShareIntervalIsBounded() {
        String port = "stratum:\n  - listen: 0.0.0.0:1\n    share-interval: %s\n";
        assertOnlyFault(3, "stratum[].share-interval: 900ms is not between 1s and 5m", port.formatted("900ms"));
        assertOnlyFault(3, "stratum[].share-interval: 6m is not between 1s and 5m", port.formatted("6m"));
        assertOnlyFault(
                3,
                "stratum[].share-interval: '10' is not a duration such as 2ms, 60s, 5m, 24h or 7d",
                port.formatted("10"));
    }

    @Test
    void twoThingsDoNotShareAPort() {
        assertOnlyFault(
                1, "stratum: two things cannot listen on 127.0.0.1:8080", "stratum:\n  - listen: 127.0.0.1:8080\n");
    }

    @Test
    void forcesMayFollowEachOtherAtOnce() throws Exception {
        assertEquals(
                Duration.ZERO,
                read("journal: {force-interval: 0ms}\n").journal().forceInterval());
        assertOnlyFault(1, "journal.force-interval: 2s is not between 0ms and 1s", "journal: {force-interval: 2s}\n");
    }

    @Test
    void readsSentinels() throws Exception {
        String url = "redis-sentinel://a:26379,b:26380/1#pool";
        RedisAccess access =
                read("redis: {url: '" + url + "', password: x}\n").redis().orElseThrow();
        assertEquals(URI.create(url), access.url());
        assertEquals(Optional.of("x"), access.password());
        assertOnlyFault(
                1,
                "redis: names sentinels and, behind #, the master: redis-sentinel://HOST:PORT,HOST:PORT/0#NAME",
                "redis: redis-sentinel://a,b\n");
        assertOnlyFault(
                1,
                "redis: a password does not belong into the URL but into its own key",
                "redis: redis-sentinel://word@a,b#pool\n");
    }

    @Test
    void readsTheRewardScheme() throws Exception {
        assertEquals(RewardPolicy.DEFAULT, read("network: sandbox\n").reward());
        assertEquals(
                RewardPolicy.pplns(BigDecimal.ONE),
                read("reward: {window: 1.0}\n").reward());
        assertEquals(RewardPolicy.PROP, read("reward: {scheme: prop}\n").reward());
        assertEquals(RewardPolicy.SOLO, read("reward: {scheme: solo}\n").reward());
        assertOnlyFault(1, "reward.scheme: 'pps' is not a scheme: pplns, prop or solo", "reward: {scheme: pps}\n");
    }

    @Test
    void segmentsAreKeptUnlessToldOtherwise() throws Exception {
        assertTrue(read("network: sandbox\n").keepsAllSegments());
        assertTrue(read("segments: {keep: all}\n").keepsAllSegments());
        assertFalse(read("segments: {keep: window}\n").keepsAllSegments());
        assertOnlyFault(1, "segments.keep: 'none' is neither all nor window", "segments: {keep: none}\n");
    }

    @Test
    void readsLimits() throws Exception {
        DefenceLimits limits = read("""
                limits:
                  connections-per-address: 7
                  ban-time: 0s
                  user-characters: 90
                  worker-characters: 20
                  trusted-addresses: [10.0.0.0/8, "2001:db8::/32", 192.0.2.7]
                """).limits();
        assertEquals(7, limits.connection().perAddress());
        assertEquals(ConnectionLimits.DEFAULT.total(), limits.connection().total());
        assertEquals(Duration.ZERO, limits.conduct().ban());
        assertEquals(90, limits.message().userCharacters());
        assertEquals(20, limits.message().workerCharacters());
        assertEquals(
                List.of("10.0.0.0/8", "2001:db8::/32", "192.0.2.7/32"),
                limits.trusted().stream().map(Object::toString).toList());
        assertEquals(
                List.of(), read("limits: {trusted-addresses: none}").limits().trusted());
    }

    @Test
    void refusesLimitsThatLetNobodyIn() {
        List<Fault> faults = faultsOf("""
                limits:
                  connections: 0
                  handshake-time: 0s
                  trusted-addresses: [farm.example]
                  bans: 1
                """);
        assertEquals(List.of(2, 3, 4, 5), faults.stream().map(Fault::line).toList(), faults.toString());
    }
}
