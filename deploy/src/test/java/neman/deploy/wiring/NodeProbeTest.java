package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.WalletInfo;
import neman.bitcoin.node.ZmqPublication;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.wiring.Check.Finding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

class NodeProbeTest {
    @TempDir
    private Path directory;

    private SandboxNode node;

    @BeforeEach
    void start() throws IOException {
        node = SandboxNode.start(SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS));
        node.controls().mineOthers(3);
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    private NodeEndpoint endpoint(String zmq) {
        NodeEndpoint endpoint = node.endpoint();
        return new NodeEndpoint(
                endpoint.rpc(), endpoint.authentication(), endpoint.wallet(), Optional.of(URI.create(zmq)));
    }

    private List<Finding> findings(Network network, NodeEndpoint endpoint) {
        return new NodeProbe(network, node.walletAddress(), InstantSource.system()).findings(endpoint);
    }

    @Test
    void tellsOfASoundNodeAllThatAnOperatorAsks() {
        try (ZContext context = new ZContext()) {
            ZMQ.Socket publisher = context.createSocket(SocketType.PUB);
            publisher.bind("tcp://127.0.0.1:*");
            List<Finding> findings = findings(Network.SANDBOX, endpoint(publisher.getLastEndpoint()));
            assertEquals(
                    List.of("node", "zmq", "wallet", "template"),
                    findings.stream().map(Finding::subject).toList());
            assertTrue(findings.stream().allMatch(Finding::sound), findings.toString());
            String described = findings.get(0).detail();
            assertTrue(
                    described.matches("http://\\S+ is /NemanSandbox:1.0.0/ on sandbox, block 3, .+ old, 0 peers"),
                    described);
            String wallet = findings.get(2).detail();
            assertTrue(wallet.matches("'\\S+' holds the key of pool.address; 0.00000000 BTC can be spent"), wallet);
            String template = findings.get(3).detail();
            assertTrue(template.matches("block 4 with 0 transactions came in \\d+ ms"), template);
        }
    }

    @Test
    void saysWhoseClockIsBehind() throws IOException {
        Path fresh = directory.resolve("fresh"); // with blocks of this second its templates are ahead of its clock
        InstantSource late = () -> Instant.now().plusSeconds(90);
        try (SandboxNode young = SandboxNode.start(SandboxSettings.defaults(fresh))) {
            List<Finding> findings =
                    new NodeProbe(Network.SANDBOX, young.walletAddress(), late).findings(young.endpoint());
            Finding clock = findings.get(findings.size() - 1);
            assertEquals("clock", clock.subject());
            assertFalse(clock.sound());
            assertTrue(
                    clock.detail().matches("the node's is \\d+ s behind this machine's; set both by NTP"),
                    clock.detail());
        }
    }

    @Test
    void saysWhereNothingPublishes() {
        Finding zmq = findings(Network.SANDBOX, endpoint("tcp://127.0.0.1:1")).get(1);
        assertEquals("zmq", zmq.subject());
        assertTrue(zmq.detail().contains("zmqpubhashblock=tcp://127.0.0.1:1"), zmq.detail());
    }

    @Test
    void aWalletThatCannotBeAskedKeepsNothingElseFromBeingTold() {
        NodeEndpoint named = node.endpoint();
        List<Finding> findings = findings(
                Network.SANDBOX, new NodeEndpoint(named.rpc(), named.authentication(), Optional.of("not-loaded")));
        assertEquals(
                List.of("node", "wallet", "template"),
                findings.stream().map(Finding::subject).toList());
        assertFalse(findings.get(1).sound(), findings.toString());
        assertTrue(findings.get(2).sound(), findings.toString());
    }

    @Test
    void saysWhatKeepsAWalletFromSigning() {
        Finding locked = WalletCheck.finding("pool", new WalletInfo(true, true, false), 1);
        assertFalse(locked.sound());
        assertTrue(locked.detail().contains("is locked") && locked.detail().contains("walletpassphrase"));
        Finding watching = WalletCheck.finding("pool", new WalletInfo(false, false, true), 150_000_000);
        assertTrue(watching.sound());
        assertEquals(
                "'pool' watches pool.address and holds no keys, so each payout waits for a signer; 1.50000000 BTC can be"
                        + " spent; it reads the chain anew and may not know all of its coins yet",
                watching.detail());
    }

    @Test
    void saysWhatIsPublishedInsteadOfNewTips() {
        URI here = URI.create("tcp://127.0.0.1:28332");
        ZmqPublication transactions = new ZmqPublication("rawtx", URI.create("tcp://0.0.0.0:28332"));
        ZmqPublication tips = new ZmqPublication("hashblock", URI.create("tcp://0.0.0.0:28333"));
        assertEquals(Optional.of("the node publishes no hashblock"), ZmqProbe.problem(List.of(), here));
        assertEquals(Optional.of("the node publishes no hashblock"), ZmqProbe.problem(List.of(transactions), here));
        assertEquals(
                Optional.of("the node publishes rawtx at tcp://127.0.0.1:28332, and no hashblock"),
                ZmqProbe.problem(List.of(transactions, tips), here));
        URI there = URI.create("tcp://127.0.0.1:28333");
        assertEquals(Optional.empty(), ZmqProbe.problem(List.of(transactions, tips), there));
        URI forwarded = URI.create("tcp://node.example:5000");
        assertEquals(Optional.empty(), ZmqProbe.problem(List.of(transactions, tips), forwarded));
    }

    @Test
    void ofANodeOfAnotherChainNoTemplateIsAskedFor() {
        List<Finding> findings = findings(Network.REGTEST, node.endpoint());
        assertEquals(
                List.of("node", "wallet"),
                findings.stream().map(Finding::subject).toList());
        assertTrue(findings.get(0).detail().contains("on chain 'sandbox'"));
    }

    @Test
    void ofANodeThatIsAwayThatIsAll() {
        node.controls().goAway();
        List<Finding> findings = findings(Network.SANDBOX, node.endpoint());
        assertEquals(1, findings.size());
        assertTrue(findings.get(0).detail().contains("cannot be reached"));
    }

    @Test
    void agesAreShownInTwoUnits() {
        assertEquals("0 s", NodeProbe.shown(Duration.ofSeconds(-7)));
        assertEquals("59 s", NodeProbe.shown(Duration.ofSeconds(59)));
        assertEquals("10 min 1 s", NodeProbe.shown(Duration.ofSeconds(601)));
        assertEquals("1 h 59 min", NodeProbe.shown(Duration.ofSeconds(7_199)));
        assertEquals("2 d 3 h", NodeProbe.shown(Duration.ofHours(51)));
    }
}
