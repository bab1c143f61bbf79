package neman.deploy.config;

import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import neman.accounting.reward.RewardPolicy;
import neman.accounting.reward.RewardScheme;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.Satoshis;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeEndpoint;
import neman.deploy.config.PoolConfiguration.Drain;
import neman.deploy.config.PoolConfiguration.Job;
import neman.deploy.config.PoolConfiguration.Journal;
import neman.deploy.config.PoolConfiguration.JournalDurability;
import neman.deploy.config.PoolConfiguration.Payout;
import neman.deploy.config.PoolConfiguration.Pool;
import neman.stratum.template.TemplateSettings;
import neman.stratum.transport.PortTransport;

/**
 * Goes through the file section by section, in the order of the reference, and then over what the sections say of each
 * other. Each default stands here once.
 */
final class PoolSections {
    /** Above the dust limit of every script that an address can name. */
    private static final long LEAST_PAYOUT_SATS = 546;

    private static final Difficulty DEFAULT_START = Difficulty.of("1024");
    private static final Difficulty DEFAULT_MIN = Difficulty.of("0.0001");
    private static final Difficulty DEFAULT_MAX = Difficulty.of("1000000000");
    private static final Duration DEFAULT_SHARE_INTERVAL = Duration.ofSeconds(10);

    private final Section file;
    private final Section poolSection;
    private final Network network;
    private final Path dataDirectory;

    PoolSections(Section file) {
        this.file = file;
        this.network = file.value("network", Network.SANDBOX, PoolSections::network);
        this.dataDirectory = file.path("data").orElseGet(() -> file.resolve("data"));
        this.poolSection = file.section("pool");
    }

    PoolConfiguration read() {
        Pool pool = pool(poolSection);
        PoolConfiguration configuration = new PoolConfiguration(
                network,
                dataDirectory,
                pool,
                nodes(),
                stratum(),
                LimitsSection.read(file.section("limits")),
                SessionsSection.read(file.section("sessions")),
                RedisSection.read(file),
                postgres(),
                reward(file.section("reward")),
                payout(file.section("payout")),
                journal(file.section("journal")),
                keepsAllSegments(file.section("segments")),
                job(file.section("job"), pool),
                templates(file.section("template")),
                drain(file.section("drain")),
                http(file.section("http")),
                alarmWebhook(file.section("alarms")));
        file.finish();
        checkNodes(configuration);
        checkPorts(configuration);
        return configuration;
    }

    private static Network network(String text) {
        return Network.ofConfigured(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "'" + text + "' is not one of mainnet, testnet4, signet, regtest, sandbox"));
    }

    private Pool pool(Section section) {
        Pool pool = new Pool(
                section.optional("address", text -> PayoutAddress.parse(network, text)),
                section.value("fee-percent", 100, Values::basisPoints));
        return pool;
    }

    private List<NodeEndpoint> nodes() {
        List<NodeEndpoint> nodes = new ArrayList<>();
        for (Section section : file.list("nodes")) {
            Optional<URI> rpc = section.required("rpc", text -> Values.url(text, Set.of("http", "https")));
            Optional<NodeAuthentication> authentication = authentication(section);
            Optional<String> wallet = section.optional("wallet", text -> text);
            Optional<URI> zmq = section.optional("zmq-hashblock", PoolSections::zmqAddress);
            section.finish();
            if (rpc.isPresent() && authentication.isPresent()) {
                nodes.add(new NodeEndpoint(rpc.get(), authentication.get(), wallet, zmq));
            }
        }
        return nodes;
    }

    private static URI zmqAddress(String text) {
        URI address = Values.url(text, Set.of("tcp"));
        if (address.getPort() < 0) {
            throw new IllegalArgumentException("names no port; write it as in bitcoin.conf, tcp://127.0.0.1:28332");
        }
        return address;
    }

    private static Optional<NodeAuthentication> authentication(Section section) {
        Optional<Path> cookie = section.path("cookie-file");
        Optional<String> user = section.optional("user", text -> text);
        Optional<String> password = section.password();
        boolean saysPassword = section.has("password") || section.has("password-file");
        if (section.has("cookie-file") && (section.has("user") || saysPassword)) {
            section.fault("cookie-file", "a node is spoken to by cookie-file or by user and password, not both");
        } else if (!section.has("cookie-file") && !(section.has("user") && saysPassword)) {
            section.fault("rpc", "needs a cookie-file, or user and password beside it");
        }
        if (cookie.isPresent()) {
            return cookie.map(NodeAuthentication.CookieFile::new);
        }
        return user.flatMap(name -> password.map(word -> new NodeAuthentication.Password(name, word)));
    }

    private List<StratumPort> stratum() {
        if (!file.has("stratum")) {
            file.list("stratum");
            return List.of(new StratumPort(
                    Values.listen("0.0.0.0:3333"),
                    DEFAULT_START,
                    DEFAULT_MIN,
                    DEFAULT_MAX,
                    true,
                    DEFAULT_SHARE_INTERVAL));
        }
        List<StratumPort> ports = new ArrayList<>();
        for (Section section : file.list("stratum")) {
            stratumPort(section).ifPresent(ports::add);
        }
        return ports;
    }

    private static Optional<StratumPort> stratumPort(Section section) {
        Optional<InetSocketAddress> listen = section.required("listen", Values::listen);
        Difficulty start = section.value("start-difficulty", DEFAULT_START, Values::difficulty);
        Difficulty min = section.value("min-difficulty", DEFAULT_MIN, Values::difficulty);
        Difficulty max = section.value("max-difficulty", DEFAULT_MAX, Values::difficulty);
        boolean vardiff = section.value("vardiff", true, Values::truth);
        Duration shareInterval = section.value(
                "share-interval",
                DEFAULT_SHARE_INTERVAL,
                text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofMinutes(5)));
        PortTransport transport = TransportSection.read(section);
        section.finish();
        if (min.compareTo(max) > 0) {
            section.fault("min-difficulty", min + " is above max-difficulty " + max);
        } else if (start.compareTo(min) < 0 || start.compareTo(max) > 0) {
            section.fault(
                    "start-difficulty", start + " is not between min-difficulty " + min + " and max-difficulty " + max);
        }
        return listen.map(address -> new StratumPort(address, start, min, max, vardiff, shareInterval, transport));
    }

    private Optional<PostgresAccess> postgres() {
        if (!file.has("postgres") || file.isScalar("postgres")) {
            file.optional("postgres", PoolSections::postgresText);
            return Optional.empty();
        }
        Section section = file.section("postgres");
        Optional<String> url = section.required("url", PoolSections::jdbcUrl);
        Optional<String> user = section.required("user", text -> text);
        Optional<String> password = section.password();
        Optional<String> ownerUser = section.optional("owner-user", text -> text);
        Optional<String> ownerPassword = section.password("owner-password");
        if (ownerUser.isEmpty() && ownerPassword.isPresent()) {
            section.fault("owner-user", "is missing: a password of the owner stands here without his name");
        }
        section.finish();
        Optional<PostgresAccess.Owner> owner = ownerUser.map(name -> new PostgresAccess.Owner(name, ownerPassword));
        return url.flatMap(address -> user.map(name -> new PostgresAccess(address, name, password, owner)));
    }

    private static String postgresText(String text) {
        if (!text.equals("embedded")) {
            throw new IllegalArgumentException(
                    "is either the word embedded or a mapping with url, user and password-file");
        }
        return text;
    }

    private static String jdbcUrl(String text) {
        if (!text.startsWith("jdbc:postgresql://")) {
            throw new IllegalArgumentException("does not begin with jdbc:postgresql://");
        }
        if (text.contains("password=")) {
            throw new IllegalArgumentException("the password does not belong into the URL but into a key of its own");
        }
        return text;
    }

    private static RewardPolicy reward(Section section) {
        RewardScheme scheme = section.value("scheme", RewardScheme.PPLNS, PoolSections::scheme);
        RewardPolicy pplns =
                section.value("window", RewardPolicy.DEFAULT, text -> RewardPolicy.pplns(Values.decimal(text)));
        section.finish();
        return switch (scheme) {
            case PPLNS -> pplns;
            case PROP -> RewardPolicy.PROP;
            case SOLO -> RewardPolicy.SOLO;
        };
    }

    private static RewardScheme scheme(String text) {
        return switch (text) {
            case "pplns" -> RewardScheme.PPLNS;
            case "prop" -> RewardScheme.PROP;
            case "solo" -> RewardScheme.SOLO;
            default -> throw new IllegalArgumentException("'" + text + "' is not a scheme: pplns, prop or solo");
        };
    }

    private static Payout payout(Section section) {
        int approvals = section.value("approvals", 0, text -> (int) Values.whole(text, 0, 32));
        long minimumSats = section.value("minimum-btc", 100_000L, PoolSections::minimumSats);
        Payout payout = new Payout(
                minimumSats,
                section.value(
                        "interval",
                        Duration.ofHours(24),
                        text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofDays(366))),
                approvals,
                section.value("fee-rate-max-sat-vb", 100L, text -> Values.whole(text, 1, 10_000)),
                PayoutLimitsSettings.read(section, minimumSats),
                PayoutDeskSection.read(section, approvals));
        section.finish();
        return payout;
    }

    private static long minimumSats(String text) {
        long satoshis = Values.amountSats(text);
        if (satoshis < LEAST_PAYOUT_SATS) {
            throw new IllegalArgumentException(text + " is below " + Satoshis.toBitcoins(LEAST_PAYOUT_SATS)
                    + ": nodes would not relay so small an output");
        }
        return satoshis;
    }

    private static Journal journal(Section section) {
        Journal journal = new Journal(
                section.value("durability", JournalDurability.DISK, PoolSections::durability),
                section.value(
                        "force-interval",
                        Duration.ofMillis(2),
                        text -> Values.duration(text, Duration.ZERO, Duration.ofSeconds(1))));
        section.finish();
        return journal;
    }

    private static boolean keepsAllSegments(Section section) {
        boolean all = section.value("keep", true, PoolSections::isAll);
        section.finish();
        return all;
    }

    private static boolean isAll(String text) {
        return switch (text) {
            case "all" -> true;
            case "window" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is neither all nor window");
        };
    }

    private static JournalDurability durability(String text) {
        return switch (text) {
            case "disk" -> JournalDurability.DISK;
            case "process" -> JournalDurability.PROCESS;
            default -> throw new IllegalArgumentException("'" + text + "' is neither disk nor process");
        };
    }

    private Job job(Section section, Pool pool) {
        Job job = new Job(
                section.value(
                        "grace",
                        Duration.ofSeconds(60),
                        text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofHours(1))),
                section.value("empty-first", true, Values::truth),
                CoinbaseSection.read(network, pool.address(), poolSection, section));
        section.finish();
        return job;
    }

    private static TemplateSettings templates(Section section) {
        TemplateSettings standard = TemplateSettings.DEFAULT;
        TemplateSettings templates = new TemplateSettings(
                section.value(
                        "refresh",
                        standard.refresh(),
                        text -> Values.duration(text, Duration.ofSeconds(1), Duration.ofSeconds(55))),
                section.value(
                        "poll",
                        standard.poll(),
                        text -> Values.duration(text, Duration.ofMillis(100), Duration.ofSeconds(55))),
                section.value("fee-rise-percent", standard.feeRiseBasisPoints(), Values::basisPoints));
        section.finish();
        return templates;
    }

    private static Drain drain(Section section) {
        Drain drain = new Drain(
                section.values("reconnect", PoolSections::place),
                section.value("wait", Duration.ofSeconds(5), PoolSections::wait));
        section.finish();
        return drain;
    }

    private static InetSocketAddress place(String text) {
        InetSocketAddress place = Values.listen(text);
        if (place.getPort() == 0) {
            throw new IllegalArgumentException("'" + text + "' is no place that a miner can connect to");
        }
        return place;
    }

    private static Duration wait(String text) {
        return Values.wholeSeconds(text, Duration.ZERO, Duration.ofMinutes(10));
    }

    private static Optional<WebhookAddress> alarmWebhook(Section section) {
        Optional<WebhookAddress> webhook =
                section.secret("webhook", text -> new WebhookAddress(Values.url(text, Set.of("http", "https"))));
        section.finish();
        return webhook;
    }

    private static InetSocketAddress http(Section section) {
        InetSocketAddress listen = section.value("listen", Values.listen("127.0.0.1:8080"), Values::listen);
        section.finish();
        return listen;
    }

    /** A real chain needs nodes, an address and one wallet; the sandbox brings all three. */
    private void checkNodes(PoolConfiguration configuration) {
        if (!file.has("nodes")) {
            if (network != Network.SANDBOX) {
                file.fault("network", network.configuredName() + " needs at least one node under nodes");
            }
            return;
        }
        if (!file.has("network")) {
            file.fault("nodes", "name the network beside them");
        }
        if (configuration.pool().address().isEmpty() && !poolSection.has("address")) {
            file.fault("nodes", "with nodes, pool.address must say where the coinbase pays");
        }
        long wallets = configuration.nodes().stream()
                .filter(node -> node.wallet().isPresent())
                .count();
        if (wallets != 1 && !configuration.nodes().isEmpty()) {
            file.fault("nodes", "exactly one node names the wallet that pays, not " + wallets);
        }
    }

    private void checkPorts(PoolConfiguration configuration) {
        Set<InetSocketAddress> taken = new HashSet<>();
        taken.add(configuration.httpListen());
        for (StratumPort port : configuration.stratum()) {
            if (port.listen().getPort() != 0 && !taken.add(port.listen())) {
                file.fault(
                        "stratum",
                        "two things cannot listen on " + port.listen().getHostString() + ":"
                                + port.listen().getPort());
            }
        }
    }
}
