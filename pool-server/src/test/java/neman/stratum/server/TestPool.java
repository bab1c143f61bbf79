package neman.stratum.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.node.NodeClient;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.ResumeLimits;
import neman.stratum.session.Farewell;
import neman.stratum.session.SessionClaims;
import neman.stratum.template.TemplateSettings;
import neman.stratum.transport.PortTransport;
import neman.stratum.vardiff.VardiffSettings;

/** A server on a free port whose journal, clock and templates a test holds in its hands; with nodes the clock goes as theirs. */
final class TestPool implements AutoCloseable {
    /** About 4,096 hashes a share. */
    static final Difficulty EASY = new Difficulty(1 << 12);

    final MemoryJournal journal = new MemoryJournal();
    final ManualClock clock = new ManualClock();
    final AlarmBook alarms = new AlarmBook(clock);
    final StratumServer server;

    TestPool(Path directory, boolean vardiff) throws IOException {
        this(directory, List.of(), vardiff, DefenceLimits.DEFAULT);
    }

    TestPool(Path directory, List<NodeClient> nodes, boolean vardiff, DefenceLimits limits) throws IOException {
        this(
                directory,
                nodes.isEmpty() ? Network.REGTEST : Network.SANDBOX,
                CoinbasePlan.of("/test/"),
                nodes,
                vardiff,
                limits,
                PortTransport.PLAIN,
                Farewell.COME_BACK,
                7,
                3,
                SessionClaims.NONE);
    }

    TestPool(Path directory, PortTransport transport) throws IOException {
        this(
                directory,
                Network.REGTEST,
                CoinbasePlan.of("/test/"),
                List.of(),
                false,
                DefenceLimits.DEFAULT,
                transport,
                Farewell.COME_BACK,
                7,
                3,
                SessionClaims.NONE);
    }

    /** One that sends its miners away so. */
    TestPool(Path directory, Farewell farewell) throws IOException {
        this(
                directory,
                Network.REGTEST,
                CoinbasePlan.of("/test/"),
                List.of(),
                false,
                DefenceLimits.DEFAULT,
                PortTransport.PLAIN,
                farewell,
                7,
                3,
                SessionClaims.NONE);
    }

    /** The same instance at another start. */
    static TestPool started(Path directory, int startCounter) throws IOException {
        return new TestPool(
                directory,
                Network.REGTEST,
                CoinbasePlan.of("/test/"),
                List.of(),
                false,
                DefenceLimits.DEFAULT,
                PortTransport.PLAIN,
                Farewell.COME_BACK,
                7,
                startCounter,
                SessionClaims.NONE);
    }

    /** One of several instances. */
    static TestPool instance(Path directory, int number, SessionClaims claims) throws IOException {
        return new TestPool(
                directory,
                Network.REGTEST,
                CoinbasePlan.of("/test/"),
                List.of(),
                false,
                DefenceLimits.DEFAULT,
                PortTransport.PLAIN,
                Farewell.COME_BACK,
                number,
                3,
                claims);
    }

    /** One whose nodes are of a real network; its regtest address serves everywhere. */
    static TestPool of(Path directory, Network network, List<NodeClient> nodes) throws IOException {
        return new TestPool(
                directory,
                network,
                CoinbasePlan.of("/test/"),
                nodes,
                false,
                DefenceLimits.DEFAULT,
                PortTransport.PLAIN,
                Farewell.COME_BACK,
                7,
                3,
                SessionClaims.NONE);
    }

    /** One with other coinbases. */
    static TestPool of(Path directory, CoinbasePlan coinbase) throws IOException {
        return new TestPool(
                directory,
                Network.REGTEST,
                coinbase,
                List.of(),
                false,
                DefenceLimits.DEFAULT,
                PortTransport.PLAIN,
                Farewell.COME_BACK,
                7,
                3,
                SessionClaims.NONE);
    }

    private TestPool(
            Path directory,
            Network network,
            CoinbasePlan coinbase,
            List<NodeClient> nodes,
            boolean vardiff,
            DefenceLimits limits,
            PortTransport transport,
            Farewell farewell,
            int instance,
            int startCounter,
            SessionClaims claims)
            throws IOException {
        if (!nodes.isEmpty()) {
            clock.goFromNow();
        }
        PortSettings port = new PortSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                EASY,
                new Difficulty(1),
                Difficulty.of("1000000"),
                vardiff,
                VardiffSettings.DEFAULT,
                transport);
        StratumSettings settings = new StratumSettings(
                network,
                Templates.POOL,
                coinbase,
                List.of(port),
                directory.resolve("blocks"),
                Duration.ofSeconds(60),
                true,
                TemplateSettings.DEFAULT,
                StratumSettings.DEFAULT_VERSION_ROLLING_MASK,
                limits,
                ResumeLimits.DEFAULT,
                farewell);
        server = new StratumServer(
                settings, new InstanceIdentity(instance, startCounter), nodes, journal, claims, alarms, clock);
        server.start();
    }

    InetSocketAddress address() {
        return server.addresses().get(0);
    }

    /** The next job on {@code tip}. */
    void work(Hash256 tip, int nbits) {
        server.work(Templates.template(800_000, tip, nbits, clock.instant().getEpochSecond()));
    }

    void work(int tip) {
        work(Templates.tip(tip), Templates.HARD);
    }

    TestMiner connect() throws IOException {
        return new TestMiner(address());
    }

    /** Whether it listens. */
    boolean accepts() {
        try (Socket socket = new Socket()) {
            socket.connect(address(), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
