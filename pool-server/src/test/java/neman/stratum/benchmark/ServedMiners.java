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

/** A pool server between a node that does what it is told and miners that listen. */
final class ServedMiners implements AutoCloseable {
    private static final String ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    /** Between two tips, as there is between blocks: threads sleep and caches cool. */
    private static final long PAUSE_NANOS = 20_000_000;

    private final int miners;
    private final TipNode node;
    private final NodeClient client;
    private final ShareJournal journal;
    private final StratumServer server;
    private final Crowd crowd;
    private long expected;

    /** @param transactions of each template */
    ServedMiners(int miners, int transactions) throws IOException {
        this.miners = miners;
        Path directory = Files.createTempDirectory("served-miners");
        InstanceIdentity identity = new InstanceIdentity(7, 3);
        node = new TipNode(FullTemplate.transactions(transactions));
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

    TipNode node() {
        return node;
    }

    /** Until all that was sent before has come, and everybody rests. */
    void rest() {
        LockSupport.parkNanos(PAUSE_NANOS);
        expected = Math.max(expected, crowd.lines());
    }

    /** Until each miner has read one line more. */
    void awaitLine() {
        expected += miners;
        crowd.await(expected);
    }

    @Override
    public void close() throws IOException {
        crowd.close();
        server.close();
        journal.close();
        client.close();
        node.close();
    }
}
