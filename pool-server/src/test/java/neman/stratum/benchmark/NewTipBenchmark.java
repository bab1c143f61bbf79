package neman.stratum.benchmark;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.stratum.server.PortSettings;
import neman.stratum.server.StratumServer;
import neman.stratum.server.StratumSettings;
import neman.stratum.session.SessionClaims;
import neman.stratum.transport.PortTransport;
import neman.stratum.vardiff.VardiffSettings;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a node's word over ZMQ to a clean job that the last of all miners has read from its socket. */
@State(Scope.Benchmark)
public class NewTipBenchmark {
    private static final String ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    /** Between two tips, as there is between blocks: threads sleep and caches cool. */
    private static final long PAUSE_NANOS = 20_000_000;

    @Param({"1", "500"})
    private int miners;

    private TipNode node;
    private NodeClient client;
    private ShareJournal journal;
    private StratumServer server;
    private Crowd crowd;
    private long expected;

    @Setup
    public void start() throws IOException {
        Path directory = Files.createTempDirectory("new-tip");
        InstanceIdentity identity = new InstanceIdentity(7, 3);
        node = new TipNode();
        client = node.client();
        journal = ShareJournal.open(JournalSettings.of(directory.resolve("journal"), Network.REGTEST, identity));
        server = new StratumServer(
                StratumSettings.of(
                        Network.REGTEST,
                        PayoutAddress.parse(Network.REGTEST, ADDRESS),
                        "/neman/",
                        List.of(port()),
                        directory.resolve("blocks")),
                identity,
                List.of(client),
                journal,
                SessionClaims.NONE,
                new AlarmBook(InstantSource.system()),
                InstantSource.system());
        server.start();
        crowd = new Crowd(server.addresses().get(0), ADDRESS, miners);
        while (crowd.lines() == 0) { // until the subscription to ZMQ has taken effect
            node.takeBlock();
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        LockSupport.parkNanos(50 * PAUSE_NANOS);
        expected = crowd.lines();
    }

    private static PortSettings port() {
        return new PortSettings(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new Difficulty(1 << 12),
                new Difficulty(1),
                Difficulty.of("1000000"),
                false,
                VardiffSettings.DEFAULT,
                PortTransport.PLAIN);
    }

    @Setup(Level.Invocation)
    public void pause() {
        LockSupport.parkNanos(PAUSE_NANOS);
        expected = Math.max(expected, crowd.lines());
    }

    @Benchmark
    public void zmqToCleanJob() {
        node.takeBlock();
        expected += miners;
        crowd.await(expected);
    }

    @TearDown
    public void stop() throws IOException {
        crowd.close();
        server.close();
        journal.close();
        client.close();
        node.close();
    }
}
