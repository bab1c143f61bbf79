package neman.deploy.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import neman.accounting.embedded.RunningServices;
import neman.accounting.round.RoundStore;
import neman.bitcoin.Hash256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * kill -9 of the running pool, again and again while shares flow: it comes back by itself on the same directory, and every share
 * that a miner was told is accepted stands in the books, once.
 */
@Timeout(240)
class KillAndRestartIT {
    private static final int KILLS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int FEE_BASIS_POINTS = 100;

    @TempDir
    Path directory;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private Path configuration;

    @Test
    void nothingAcknowledgedIsLostAndNothingCountsTwice() throws Exception {
        System.out.println("KillAndRestartIT seed: -Dseed=" + seed);
        int port = freePort();
        configuration = writeConfiguration(port);
        Set<Hash256> acknowledged;
        try (TestMiners miners = new TestMiners("127.0.0.1", port, 3, 60_000)) {
            acknowledged = miners.acknowledged();
            for (int kill = 1; kill <= KILLS; kill++) {
                killAfterShares(acknowledged, kill);
            }
            Process last = startPool();
            try {
                awaitMore(acknowledged, 30);
                awaitBlock();
                miners.stop();
                audit(acknowledged);
                importWhatIsCounted();
                audit(acknowledged);
                stopGracefully(last);
            } finally {
                last.destroyForcibly().waitFor();
            }
        }
    }

    /** At a moment of chance after shares began to flow again. */
    private void killAfterShares(Set<Hash256> acknowledged, int kill) throws Exception {
        Process pool = startPool();
        try {
            awaitMore(acknowledged, 10 + random.nextInt(30));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500)); // not a wait for something: the kill's moment
        } finally {
            pool.destroyForcibly().waitFor();
        }
        System.out.println("kill " + kill + " after " + acknowledged.size() + " acknowledged shares");
    }

    private static void awaitMore(Set<Hash256> acknowledged, int more) throws Exception {
        int wanted = acknowledged.size() + more;
        Await.until("acknowledged shares", PATIENCE, () -> acknowledged.size() >= wanted);
    }

    /** Chance decides when; on average every 64th share is one. */
    private void awaitBlock() throws Exception {
        try (HikariDataSource database = TestServices.open(directory.resolve("data"))) {
            RoundStore rounds = new RoundStore(database);
            Await.until("a block", PATIENCE, () -> !rounds.roundsAfter(0, 1).isEmpty());
        }
    }

    private void audit(Set<Hash256> acknowledged) throws Exception {
        try (HikariDataSource database = TestServices.open(directory.resolve("data"))) {
            BooksAudit audit = new BooksAudit(database, FEE_BASIS_POINTS);
            Await.until("every acknowledged share in the books", PATIENCE, () -> audit.sequencedHeaders()
                    .containsAll(acknowledged));
            assertTrue(audit.verifyRounds() > 0, "blocks were found");
            audit.verifyLedger();
        }
    }

    /** The journals of all starts, exported and put back: each of their shares stands in the books already. */
    private void importWhatIsCounted() throws Exception {
        Path export = directory.resolve("records.jsonl");
        assertEquals(0, run("journal", "export", directory.resolve("data").toString(), "--out", export.toString()));
        assertEquals(0, run("journal", "import", export.toString(), "--config", configuration.toString()));
        String said = Files.readString(output());
        assertTrue(said.contains("           0  put back and counted now"), said);
    }

    private int run(String... arguments) throws Exception {
        return start(arguments).waitFor();
    }

    private void stopGracefully(Process pool) throws Exception {
        pool.destroy();
        assertTrue(pool.waitFor(10, TimeUnit.SECONDS), "SIGTERM ends the pool within ten seconds");
        assertEquals(0, pool.exitValue());
        assertTrue(RunningServices.find(directory.resolve("data")).isEmpty(), "its services ended with it");
    }

    private Path writeConfiguration(int port) throws IOException {
        return Files.writeString(directory.resolve("pool.yaml"), """
                network: sandbox
                data: data
                stratum:
                  - {listen: "127.0.0.1:%d", start-difficulty: 0.00000095367431640625, min-difficulty: 0.0000005, vardiff: false}
                http: {listen: 127.0.0.1:0}
                """.formatted(port));
    }

    private Process startPool() throws IOException {
        return start("run", "--config", configuration.toString());
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Path.of("target", "neman.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output().toFile()))
                .start();
    }

    private Path output() {
        return directory.resolve("pool.out");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
