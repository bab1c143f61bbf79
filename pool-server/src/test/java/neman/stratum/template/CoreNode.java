package neman.stratum.template;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import org.junit.jupiter.api.Assumptions;

/** A Bitcoin Core of the test's own on loopback, in a directory of its own, with ZMQ, that can be killed and started again. */
public final class CoreNode implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(60);
    /** BIP173's examples. Two nodes that mine for one address in one second find one and the same block. */
    static final String ADDRESS = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";

    static final String OTHER_ADDRESS = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry";

    private static final List<String> REGTEST = List.of("-regtest");

    private final List<String> chain;
    private final String address;
    private final Path program;
    private final Path directory;
    private final int rpcPort = NodeCalls.freePort();
    private final int zmqPort = NodeCalls.freePort();
    private final int peerPort = NodeCalls.freePort();
    private final NodeCalls calls = new NodeCalls(rpcPort, "user", "password");
    private final int rpcThreads;
    private Process process;

    /** One of regtest. */
    public CoreNode(Path program, Path directory) throws IOException {
        this(program, directory, ADDRESS, 4);
    }

    CoreNode(Path program, Path directory, String address, int rpcThreads) throws IOException {
        this(program, directory, REGTEST, address, rpcThreads);
    }

    /** @param chain arguments that name it and its rules */
    public static CoreNode of(Path program, Path directory, List<String> chain) throws IOException {
        return new CoreNode(program, directory, chain, ADDRESS, 4);
    }

    private CoreNode(Path program, Path directory, List<String> chain, String address, int rpcThreads)
            throws IOException {
        this.program = program;
        this.chain = chain;
        this.directory = Files.createDirectories(directory);
        this.rpcThreads = rpcThreads;
        this.address = address;
        start();
    }

    /** Where {@code bitcoind} is; skips the test, aloud, where there is none. */
    public static Path programFor(Class<?> test) {
        Optional<Path> program = program();
        if (program.isEmpty()) {
            System.err.println(
                    "SKIPPED: " + test.getSimpleName() + " needs bitcoind on the PATH or its path in BITCOIND");
        }
        Assumptions.assumeTrue(program.isPresent(), "no bitcoind on the PATH nor in BITCOIND");
        return program.get();
    }

    /** On the PATH, or named by BITCOIND. */
    static Optional<Path> program() {
        String named = System.getenv("BITCOIND");
        Stream<Path> candidates = named != null
                ? Stream.of(Path.of(named))
                : Pattern.compile(File.pathSeparator)
                        .splitAsStream(System.getenv("PATH"))
                        .map(folder -> Path.of(folder, "bitcoind"));
        return candidates.filter(Files::isExecutable).findFirst();
    }

    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString(), "-datadir=" + directory));
        command.addAll(chain);
        command.addAll(List.of("-dnsseed=0", "-fixedseeds=0", "-discover=0", "-natpmp=0", "-disablewallet"));
        command.addAll(List.of("-bind=127.0.0.1:" + peerPort, "-rpcbind=127.0.0.1", "-rpcallowip=127.0.0.1"));
        command.addAll(List.of("-rpcport=" + rpcPort, "-rpcuser=user", "-rpcpassword=password"));
        command.addAll(List.of("-rpcthreads=" + rpcThreads, "-zmqpubhashblock=tcp://127.0.0.1:" + zmqPort));
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile())
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitAnswer();
    }

    private void awaitAnswer() {
        long deadline = System.nanoTime() + START.toNanos();
        while (true) {
            try {
                call("getblockcount");
                return;
            } catch (IOException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new AssertionError("bitcoind did not start", notYet);
                }
                LockSupport.parkNanos(10_000_000);
            }
        }
    }

    public NodeClient client() {
        NodeEndpoint endpoint = new NodeEndpoint(
                URI.create("http://127.0.0.1:" + rpcPort),
                new NodeAuthentication.Password("user", "password"),
                Optional.empty(),
                Optional.of(zmq()));
        return new NodeClient(endpoint, Duration.ofSeconds(60));
    }

    /** Calls that the pool never makes. */
    public JsonNode call(String method, Object... parameters) throws IOException {
        return calls.call(method, parameters);
    }

    /** The hashes of so many blocks that it mines now. */
    public List<Hash256> mine(int blocks) throws IOException {
        List<Hash256> hashes = new ArrayList<>();
        call("generatetoaddress", blocks, address).forEach(hash -> hashes.add(Hash256.parse(hash.asText())));
        return hashes;
    }

    void connectTo(CoreNode peer) throws IOException {
        call("addnode", "127.0.0.1:" + peer.peerPort, "onetry");
    }

    /** Cut off from all peers, or not. */
    void setNetworkActive(boolean active) throws IOException {
        call("setnetworkactive", active);
    }

    /** Where it publishes the hash of each new block. */
    public URI zmq() {
        return URI.create("tcp://127.0.0.1:" + zmqPort);
    }

    /** As by kill -9. */
    public void kill() throws IOException {
        process.destroyForcibly();
        await();
    }

    private void await() throws IOException {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                throw new IOException("bitcoind does not end");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        await();
    }
}
