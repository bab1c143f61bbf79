package neman.stratum.benchmark;

import com.sun.net.httpserver.HttpServer;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.block.CoinbasePlan;
import neman.bitcoin.block.MerkleTree;
import neman.bitcoin.node.BlockTemplate;
import neman.bitcoin.node.BlockTemplate.TemplateTransaction;
import neman.bitcoin.node.ChainHeader;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.stratum.job.Job;
import neman.stratum.job.JobFactory;
import neman.stratum.template.ChainTip;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a node's answer of 4,000 transactions, over HTTP on loopback, to the bytes that every socket gets. */
@State(Scope.Benchmark)
public class TemplateBenchmark {
    private static final long NOW_SECONDS = 1_760_000_000L;

    private final JobFactory factory = new JobFactory(
            Network.MAINNET,
            new InstanceIdentity(7, 3),
            PayoutAddress.parse(Network.MAINNET, "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"),
            CoinbasePlan.of("/neman/"));
    private HttpServer server;
    private NodeClient node;
    private BlockTemplate template;
    private Job current;
    private ChainTip tip;

    @Setup
    public void start() throws IOException {
        byte[] answer =
                ("{\"result\":" + templateJson() + ",\"error\":null,\"id\":1}").getBytes(StandardCharsets.UTF_8);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            TipNode.send(exchange, answer);
        });
        server.start();
        node = new NodeClient(
                new NodeEndpoint(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        new NodeAuthentication.Password("user", "password"),
                        Optional.empty()),
                Duration.ofSeconds(30));
        template = node.blockTemplate();
        current = factory.create(template);
        tip = new ChainTip(
                new ChainHeader(
                        Hash256.ofDoubleSha256(new byte[] {2}),
                        template.height(),
                        1,
                        Optional.of(template.previousBlock()),
                        template.nbits(),
                        NOW_SECONDS,
                        NOW_SECONDS - 3_000,
                        BigInteger.TEN),
                Optional.empty());
    }

    @TearDown
    public void stop() {
        node.close();
        server.stop(0);
    }

    private static String templateJson() {
        StringBuilder json = new StringBuilder("{\"version\":536870912,\"rules\":[\"csv\",\"!segwit\",\"taproot\"],"
                        + "\"previousblockhash\":\"" + "00".repeat(31) + "07\",\"transactions\":")
                .append(new String(FullTemplate.transactions(FullTemplate.TRANSACTIONS), StandardCharsets.US_ASCII));
        return json.append(",\"coinbaseaux\":{},\"coinbasevalue\":322500000,\"longpollid\":\"x\",\"target\":\"")
                .append("00".repeat(32))
                .append("\",\"mintime\":1759997000,\"mutable\":[\"time\"],\"noncerange\":\"00000000ffffffff\",")
                .append("\"sigoplimit\":80000,\"sizelimit\":4000000,\"weightlimit\":4000000,\"curtime\":1760000000,")
                .append("\"bits\":\"17053894\",\"height\":900000,\"default_witness_commitment\":\"6a24aa21a9ed")
                .append("11".repeat(32))
                .append("\"}")
                .toString();
    }

    /** The call alone: request, answer, parsing. */
    @Benchmark
    public BlockTemplate answerToTemplate() throws IOException {
        return node.blockTemplate();
    }

    /** What of the next is hashing; the rest is writing. */
    @Benchmark
    public List<Hash256> templateToBranch() {
        return MerkleTree.branchOfCoinbase(
                template.transactions().stream().map(TemplateTransaction::txid).toList());
    }

    /** Merkle branch, coinbase, both notifications. */
    @Benchmark
    public int templateToNotify() {
        return notification(factory.create(template));
    }

    @Benchmark
    public int answerToNotify() throws IOException {
        return notification(factory.create(node.blockTemplate()));
    }

    /** The job of a new tip, for which the node makes nothing: coinbase and both notifications, without a branch. */
    @Benchmark
    public int newTipToNotify() {
        return notification(factory.createEmpty(tip, current, NOW_SECONDS).orElseThrow());
    }

    private static int notification(Job job) {
        ByteBuf line = job.notification(job.id(), true);
        int bytes = line.readableBytes();
        line.release();
        return bytes;
    }
}
