package neman.bitcoin.sandbox;

import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.sandbox.chain.ChainParameters;
import neman.bitcoin.sandbox.rpc.RpcServer;
import neman.bitcoin.sandbox.state.SandboxState;

/**
 * A running sandbox node: {@link #start} to {@link #close}. Thread-safe.
 *
 * <p>It answers over real HTTP on the loopback address, so that the same client serves it and Bitcoin Core. What it has
 * answered is in its directory before the answer leaves, and survives the end of the process, however it ends.
 */
public final class SandboxNode implements AutoCloseable {
    private static final String WALLET = "pool";

    private final SandboxSettings settings;
    private final SandboxState state;
    private final NodeFiles files;
    private final String userAndPassword;
    private final OthersMiner miner;
    private final SandboxControls controls;
    private final Thread others;
    private volatile boolean open = true;
    private int port;
    private RpcServer server;
    private Duration lateness = Duration.ZERO;

    private SandboxNode(SandboxSettings settings, SandboxState state) throws IOException {
        this.settings = settings;
        this.state = state;
        this.files = new NodeFiles(settings.directory());
        this.userAndPassword = files.writeCookie();
        this.miner = new OthersMiner(state, settings.seed());
        this.controls = new SandboxControls(this, miner);
        this.others = new Thread(this::mineAtPace, "sandbox-others");
        others.setDaemon(true);
    }

    /**
     * Opens the chain in the directory, or begins one, and listens.
     *
     * @throws IOException with a sentence for the operator: the directory cannot be used, or the wanted port is taken
     */
    public static SandboxNode start(SandboxSettings settings) throws IOException {
        Files.createDirectories(settings.directory());
        SandboxState state = SandboxState.open(
                settings.directory(), settings.seed(), new ChainParameters(settings.nbits()), settings.clock());
        try {
            SandboxNode node = new SandboxNode(settings, state);
            node.listen();
            if (!settings.otherBlocksEvery().isZero()) {
                node.others.start();
            }
            return node;
        } catch (IOException | RuntimeException e) {
            state.close();
            throw e;
        }
    }

    /** On the port of the settings, else on the one of the last start, else on any. */
    private void listen() throws IOException {
        port = settings.rpcPort() != 0 ? settings.rpcPort() : files.readPort();
        try {
            startServer();
        } catch (BindException e) {
            if (settings.rpcPort() != 0) {
                throw new IOException("port " + port + " of the sandbox's RPC is taken", e);
            }
            port = 0;
            startServer();
        }
        port = server.port();
        files.writePort(port);
    }

    synchronized void startServer() throws IOException {
        if (server == null && open) {
            server = RpcServer.start(port, state, userAndPassword);
            server.answerAfter(lateness);
        }
    }

    synchronized void stopServer() {
        if (server != null) {
            server.close();
            server = null;
        }
    }

    synchronized void answerAfter(Duration changed) {
        lateness = changed;
        if (server != null) {
            server.answerAfter(changed);
        }
    }

    private void mineAtPace() {
        long next = System.nanoTime();
        while (open) {
            next += settings.otherBlocksEvery().toNanos();
            while (open && System.nanoTime() < next) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            miner.mineOne(() -> open);
            next = Math.max(
                    next, System.nanoTime() - settings.otherBlocksEvery().toNanos());
        }
    }

    /** Where it answers and with which cookie; the wallet is the one that pays. */
    public NodeEndpoint endpoint() {
        return endpoint(port, files);
    }

    /** Where a node with this directory answers, in whichever process it runs; empty where none does. */
    public static Optional<NodeEndpoint> runningIn(Path directory) throws IOException {
        NodeFiles files = new NodeFiles(directory);
        return Files.exists(files.cookie()) ? Optional.of(endpoint(files.readPort(), files)) : Optional.empty();
    }

    private static NodeEndpoint endpoint(int port, NodeFiles files) {
        URI uri = URI.create("http://127.0.0.1:" + port);
        return new NodeEndpoint(uri, new NodeAuthentication.CookieFile(files.cookie()), Optional.of(WALLET));
    }

    /** The wallet's first address: it depends on the seed alone, so it is the same after each start. */
    public PayoutAddress walletAddress() {
        return state.wallet().keys().first().address();
    }

    public SandboxControls controls() {
        return controls;
    }

    SandboxState state() {
        return state;
    }

    boolean isOpen() {
        return open;
    }

    /** Stops listening and mining; what is under way is dropped. A second call does nothing. */
    @Override
    public void close() throws IOException {
        open = false;
        stopServer();
        LockSupport.unpark(others);
        try {
            others.join(Duration.ofSeconds(5).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.close();
        files.deleteCookie();
    }
}
