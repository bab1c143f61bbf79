package neman.stratum.template;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.node.NodeAuthentication;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.NodeException;
import neman.stratum.server.Await;
import org.junit.jupiter.api.Assumptions;

/** A bcoin of the test's own: a full node that shares no code with Bitcoin Core or with us. In memory, on loopback. */
public final class IndependentNode implements AutoCloseable {
    private static final int NPM_SECONDS = 180;
    /** Shared with the tests of the module that installs it first. */
    private static final Path SOURCE = Path.of("..", "bitcoin", "src", "test", "node");

    private static final Path TARGET = Path.of("..", "bitcoin", "target", "node");

    private final int port = freePort();
    private final Process process;

    /** @param network one of bcoin's: {@code simnet}, say */
    public IndependentNode(Path program, Path directory, String network) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(
                        "node",
                        program.toString(),
                        "--network=" + network,
                        "--memory=true",
                        "--no-wallet",
                        "--listen=false",
                        "--no-dns",
                        "--prefix=" + directory,
                        "--http-host=127.0.0.1",
                        "--http-port=" + port,
                        "--api-key=secret"))
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

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    public NodeClient client() {
        return new NodeClient(
                new NodeEndpoint(
                        URI.create("http://127.0.0.1:" + port),
                        new NodeAuthentication.Password("x", "secret"),
                        Optional.empty()),
                Duration.ofSeconds(30));
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
