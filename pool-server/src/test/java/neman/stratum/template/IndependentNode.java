package neman.stratum.template;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Hash256;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.NodeException;
import neman.stratum.server.Await;
import org.junit.jupiter.api.Assumptions;

/** A bcoin of the test's own: a full node that shares no code with Bitcoin Core or with us. In memory, on loopback. */
public final class IndependentNode implements AutoCloseable {
    private static final int NPM_SECONDS = 180;
    /** BIP173's example key with the prefix of bcoin's regtest. */
    private static final String ADDRESS = "rb1qw508d6qejxtdg4y5r3zarvary0c5xw7k38f4sn";

    private static final String USER = "x";
    private static final String PASSWORD = "secret";
    /** Shared with the tests of the module that installs it first. */
    private static final Path SOURCE = Path.of("..", "bitcoin", "src", "test", "node");

    private static final Path TARGET = Path.of("..", "bitcoin", "target", "node");

    private final Path program;
    private final Path directory;
    private final String network;
    private final int port = NodeCalls.freePort();
    private final int peerPort = NodeCalls.freePort();
    private final NodeCalls calls = new NodeCalls(port, USER, PASSWORD);
    private Process process;

    /** @param network one of bcoin's: {@code simnet}, say */
    public IndependentNode(Path program, Path directory, String network) throws IOException {
        this.program = program;
        this.directory = Files.createDirectories(directory);
        this.network = network;
        start();
    }

    /** Again with nothing but the genesis block, after it was killed. */
    public void start() throws IOException {
        List<String> command = new ArrayList<>(List.of("node", program.toString(), "--network=" + network));
        command.addAll(List.of("--memory=true", "--no-wallet", "--no-dns", "--prefix=" + directory));
        command.addAll(List.of("--listen=true", "--host=127.0.0.1", "--port=" + peerPort));
        command.addAll(List.of("--http-host=127.0.0.1", "--http-port=" + port, "--api-key=" + PASSWORD));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("output.log").toFile());
        builder.environment().put("NODE_BACKEND", "js");
        process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        awaitAnswer();
    }

    private void awaitAnswer() {
        try (NodeClient asks = client()) {
            Await.until("bcoin answers", () -> {
                try {
                    return asks.chainInfo().blocks() >= 0;
                } catch (NodeException notYet) {
                    return !process.isAlive();
                }
            });
        }
        // Later than its RPC; whoever calls before is refused, and does not call again.
        Await.until("bcoin listens to peers", () -> isListeningToPeers() || !process.isAlive());
    }

    private boolean isListeningToPeers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), peerPort)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Where it is installed, by npm if need be; skips the test, aloud, where it cannot be. */
    public static Path programFor(Class<?> test) throws IOException, InterruptedException {
        boolean installed = isInstalled() || install();
        if (!installed) {
            System.err.println("SKIPPED: " + test.getSimpleName() + " needs npm and, once, its registry");
        }
        Assumptions.assumeTrue(installed, "bcoin could not be installed by npm");
        return TARGET.resolve(Path.of("node_modules", "bcoin", "bin", "node"))
                .toAbsolutePath()
                .normalize();
    }

    private static boolean isInstalled() throws IOException {
        Path lock = TARGET.resolve("installed-lock.json");
        return Files.exists(lock) && Files.mismatch(lock, SOURCE.resolve("package-lock.json")) == -1;
    }

    private static boolean install() throws IOException, InterruptedException {
        Files.createDirectories(TARGET);
        for (String name : List.of("package.json", "package-lock.json")) {
            Files.copy(SOURCE.resolve(name), TARGET.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        }
        if (!npmInstalls()) {
            return false;
        }
        Files.copy(TARGET.resolve("package-lock.json"), TARGET.resolve("installed-lock.json"));
        return true;
    }

    private static boolean npmInstalls() throws InterruptedException {
        try {
            Process npm = new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
                    .directory(TARGET.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(TARGET.resolve("npm.log").toFile())
                    .start();
            if (!npm.waitFor(NPM_SECONDS, TimeUnit.SECONDS)) {
                npm.destroyForcibly();
                return false;
            }
            return npm.exitValue() == 0;
        } catch (IOException npmIsMissing) {
            return false;
        }
    }

    public NodeClient client() {
        return new NodeClient(
                new NodeEndpoint(
                        URI.create("http://127.0.0.1:" + port),
                        new NodeAuthentication.Password(USER, PASSWORD),
                        Optional.empty()),
                Duration.ofSeconds(30));
    }

    /** The block that it finds on regtest and takes now. */
    public Hash256 mine() throws IOException {
        return Hash256.parse(calls.call("generatetoaddress", 1, ADDRESS).path(0).asText());
    }

    /** It fetches what it lacks from this one, and hears what this one finds. */
    public void connectTo(IndependentNode peer) throws IOException {
        calls.call("addnode", "127.0.0.1:" + peer.peerPort, "onetry");
    }

    /** As by kill -9. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit()
                .orTimeout(20, TimeUnit.SECONDS)
                .exceptionally(tooLate -> process.destroyForcibly())
                .join();
    }
}
