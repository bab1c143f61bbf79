package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.Target;
import neman.stratum.miner.ShareSolver.Solution;
import neman.stratum.session.Farewell;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a pool sends its miners away. */
class DrainTest {
    private static final Target EASY = TestPool.EASY.target();
    private static final String COME_BACK = "{\"id\":null,\"method\":\"client.reconnect\",\"params\":[null,null,10]}";

    @TempDir
    private Path directory;

    @Test
    void answersThatAreOwedLeaveBeforeTheMinerIsToldToGo() throws Exception {
        try (TestPool pool = new TestPool(directory, false)) {
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                pool.journal.mode(MemoryJournal.Mode.HOLD);
                Solution share = miner.solve(EASY);
                miner.send("{\"id\":4,\"method\":\"mining.submit\",\"params\":" + share.params(TestMiner.USER) + "}");
                Await.until("the share is with the journal", () -> pool.journal.heldCount() == 1);
                CompletableFuture<Void> closing = close(pool);
                Await.until("it does not listen", () -> !pool.accepts());
                pool.journal.force(0);
                miner.assertAccepted(miner.read());
                assertEquals(COME_BACK, miner.line());
                assertNull(miner.line());
                closing.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aMinerThatWasToldToGoStillGetsItsLastSharesCredited() throws Exception {
        try (TestPool pool = new TestPool(directory, false)) {
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                CompletableFuture<Void> closing = close(pool);
                assertEquals(COME_BACK, miner.line());
                assertTrue(pool.server.isDraining());
                miner.assertAccepted(miner.submit(miner.solve(EASY)));
                assertFalse(closing.isDone());
                miner.leave();
                closing.get(10, TimeUnit.SECONDS);
            }
        }
    }

    @Test
    void aConnectionThatHasNotSubscribedIsClosedWithoutAWord() throws Exception {
        try (TestPool pool = new TestPool(directory, false);
                TestMiner miner = pool.connect()) {
            Await.until("it is there", () -> pool.server.snapshot().connections() == 1);
            CompletableFuture<Void> closing = close(pool);
            assertNull(miner.line());
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void minersAreSharedOutAmongTheOtherInstancesAndWaitDifferentTimes() throws Exception {
        List<InetSocketAddress> others = List.of(
                InetSocketAddress.createUnresolved("b.pool.example", 3333),
                InetSocketAddress.createUnresolved("c.pool.example", 3334));
        int miners = 8;
        List<TestMiner> connected = new ArrayList<>();
        try (TestPool pool = new TestPool(directory, new Farewell(others, Duration.ofSeconds(30)))) {
            for (int i = 0; i < miners; i++) {
                TestMiner miner = pool.connect();
                miner.subscribe();
                connected.add(miner);
            }
            CompletableFuture<Void> closing = close(pool);
            Set<String> places = new HashSet<>();
            Set<Integer> waits = new HashSet<>();
            for (TestMiner miner : connected) {
                JsonNode params = miner.read().path("params");
                places.add(params.path(0).asText() + ":" + params.path(1).intValue());
                waits.add(params.path(2).intValue());
                miner.leave();
            }
            closing.get(10, TimeUnit.SECONDS);
            assertEquals(Set.of("b.pool.example:3333", "c.pool.example:3334"), places);
            assertTrue(waits.size() >= 4 && waits.stream().allMatch(wait -> wait > 0 && wait <= 30), waits.toString());
        }
    }

    @Test
    void afterARestartAMinerGoesOnWithItsExtranonce() throws Exception {
        String session;
        String extranonce1;
        try (TestPool before = TestPool.started(directory, 3)) {
            before.work(1);
            try (TestMiner miner = before.connect().begin()) {
                session = miner.session;
                extranonce1 = miner.extranonce1;
                miner.assertAccepted(miner.submit(miner.solve(EASY)));
                CompletableFuture<Void> closing = close(before);
                assertEquals(COME_BACK, miner.line());
                miner.leave();
                closing.get(10, TimeUnit.SECONDS);
            }
        }
        try (TestPool after = TestPool.started(directory, 4)) {
            after.work(1);
            try (TestMiner miner = after.connect()) {
                miner.session = session;
                miner.begin();
                assertEquals(extranonce1, miner.extranonce1);
                miner.assertAccepted(miner.submit(miner.solve(EASY)));
            }
        }
    }

    @Test
    void anEmptyPoolEndsAtOnce() throws Exception {
        TestPool pool = new TestPool(directory, false);
        close(pool).get(2, TimeUnit.SECONDS);
    }

    private static CompletableFuture<Void> close(TestPool pool) {
        return CompletableFuture.runAsync(pool.server::close);
    }
}
