package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import neman.accounting.journal.InstanceIdentity;
import neman.bitcoin.Difficulty;
import neman.bitcoin.Network;
import neman.bitcoin.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Miners that send too much, read nothing or find too easily. */
class LimitsTest {
    private static final Target EASY = TestPool.EASY.target();

    @TempDir
    private Path directory;

    @Test
    void aMinerThatReadsNothingIsNotReadEither() throws Exception {
        int requests = 300_000; // more than the kernel buffers on both ways
        try (TestPool pool = new TestPool(directory, false);
                TestMiner miner = pool.connect()) {
            byte[] burst = "{\"id\":1,\"method\":\"unknown\",\"params\":[]}\n"
                    .repeat(1_000)
                    .getBytes(StandardCharsets.UTF_8);
            CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < requests / 1_000; i++) {
                    miner.sendUnchecked(burst);
                }
            });
            assertThrows(TimeoutException.class, () -> sending.get(300, TimeUnit.MILLISECONDS), "held up");
            for (int i = 0; i < requests; i++) {
                assertEquals("{\"id\":1,\"result\":null,\"error\":[20,\"Unknown method\",null]}", miner.line());
            }
            sending.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void sharesThatWaitForTheDiskHoldFurtherReadingUp() throws Exception {
        int shares = 600;
        try (TestPool pool = new TestPool(directory, false)) {
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                pool.journal.mode(MemoryJournal.Mode.HOLD);
                for (int i = 0; i < shares; i++) {
                    miner.send("{\"id\":" + i + ",\"method\":\"mining.submit\",\"params\":"
                            + miner.solve(EASY).params(TestMiner.USER) + "}");
                }
                Await.until("the journal holds some", () -> pool.journal.heldCount() >= 256);
                assertTrue(pool.journal.heldCount() < shares, "the bound holds");
                for (int i = 0; i < shares; i++) {
                    int next = i;
                    Await.until("share " + i, () -> pool.journal.heldCount() > next);
                    pool.journal.force(i);
                }
                for (int i = 0; i < shares; i++) {
                    assertEquals("{\"id\":" + i + ",\"result\":true,\"error\":null}", miner.line());
                }
            }
        }
    }

    @Test
    void vardiffSendsADifficultyAndTheJobUnderANewId() throws Exception {
        try (TestPool pool = new TestPool(directory, true)) {
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                String before = miner.job.path(0).asText();
                miner.assertAccepted(miner.submit(miner.solve(EASY)));
                pool.clock.advance(Duration.ofSeconds(3)); // what follows the first share may be a backlog
                for (int i = 0; i < 47; i++) {
                    miner.assertAccepted(miner.submit(miner.solve(EASY)));
                }
                pool.clock.advance(Duration.ofSeconds(49));
                miner.assertAccepted(miner.submit(miner.solve(EASY)));
                JsonNode told = miner.read();
                assertEquals("mining.set_difficulty", told.path("method").asText());
                Difficulty harder = Difficulty.of(told.path("params").path(0).decimalValue());
                assertEquals(10 * TestPool.EASY.units(), harder.units(), "49 shares in 49 s, not in 490");
                assertEquals(
                        before.substring(0, before.length() - 1) + "1",
                        miner.readJob().path(0).asText());
                miner.assertAccepted(miner.submit(miner.solve(harder.target())));
            }
        }
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        try (TestPool pool = new TestPool(directory, false)) {
            PortSettings taken =
                    new PortSettings(pool.address(), Difficulty.ONE, Difficulty.ONE, Difficulty.ONE, false);
            StratumSettings settings =
                    StratumSettings.of(Network.REGTEST, Templates.POOL, "", List.of(taken), directory);
            try (StratumServer second = new StratumServer(
                    settings, new InstanceIdentity(0, 1), List.of(), new MemoryJournal(), InstantSource.system())) {
                IOException refused = assertThrows(IOException.class, second::start);
                assertTrue(refused.getMessage().contains(":" + pool.address().getPort()), refused.getMessage());
            }
        }
    }
}
