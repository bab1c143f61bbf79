package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import neman.bitcoin.Target;
import neman.stratum.miner.ShareSolver.Solution;
import neman.stratum.session.SessionClaims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that go from one instance to another, and the extranonce1 that they take along. */
class SessionTransferTest {
    private static final Target EASY = TestPool.EASY.target();
    private static final int HOME = 8;
    private static final SessionClaims GRANTED = (extranonce1, giver) ->
            CompletableFuture.completedFuture(giver.number() == HOME && extranonce1 >>> 24 == HOME);
    private static final SessionClaims SILENT = (extranonce1, giver) -> new CompletableFuture<>();

    @TempDir
    private Path directory;

    private TestPool pool;
    private TestMiner miner;

    /** A miner that was at instance {@value #HOME} before. */
    private TestMiner connectFromHome(SessionClaims claims) throws IOException {
        String session;
        String extranonce1;
        try (TestPool home = TestPool.instance(directory.resolve("home"), HOME, SessionClaims.NONE);
                TestMiner there = home.connect()) {
            there.subscribe();
            session = there.session;
            extranonce1 = there.extranonce1;
            there.leave();
        }
        pool = TestPool.instance(directory.resolve("next"), 7, claims);
        pool.work(1);
        miner = pool.connect();
        miner.session = session;
        miner.extranonce1 = extranonce1;
        return miner;
    }

    @AfterEach
    void close() throws IOException {
        miner.close();
        pool.close();
    }

    @Test
    void aMinerOfAStoppedInstanceGoesOnWithItsExtranonce() throws Exception {
        String before = connectFromHome(GRANTED).extranonce1;
        miner.begin();
        assertEquals(before, miner.extranonce1);
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
    }

    @Test
    void pipelinedRequestsAreAnsweredBehindTheSubscribeThatWaits() throws Exception {
        CompletableFuture<Boolean> word = new CompletableFuture<>();
        CompletableFuture<Void> asked = new CompletableFuture<>();
        connectFromHome((extranonce1, giver) -> {
            asked.complete(null);
            return word;
        });
        miner.send(subscribe(1) + "\n" + authorize(2));
        asked.join();
        word.complete(true);
        JsonNode answer = miner.read();
        assertEquals(1, answer.path("id").asInt());
        assertEquals(miner.extranonce1, answer.path("result").path(1).asText());
        assertEquals(2, miner.read().path("id").asInt());
        assertEquals("mining.set_difficulty", miner.read().path("method").asText());
        miner.readJob();
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
    }

    @Test
    void withoutAWordTheMinerGetsANewSession() throws Exception {
        String before = connectFromHome(SILENT).extranonce1;
        miner.begin();
        assertNotEquals(before, miner.extranonce1);
        assertTrue(miner.extranonce1.startsWith("07"), miner.extranonce1);
    }

    @Test
    void whoAsksTwiceDoesNotWait() throws Exception {
        connectFromHome(SILENT);
        miner.send(subscribe(1) + "\n" + subscribe(2));
        JsonNode first = miner.read();
        JsonNode second = miner.read();
        assertEquals(1, first.path("id").asInt());
        assertEquals(2, second.path("id").asInt());
        assertEquals(first.path("result"), second.path("result"));
    }

    @Test
    void whenItsInstanceRunsAgainAMinerIsToldAnotherExtranonce() throws Exception {
        String before = connectFromHome(GRANTED).extranonce1;
        miner.begin();
        miner.assertAccepted(miner.call("{\"id\":3,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}"));
        Solution early = miner.solve(EASY);
        Solution late = miner.solve(EASY);
        miner.assertAccepted(miner.submit(early));
        String job = miner.job.path(0).asText();
        pool.server.instancesRunning(Set.of(7, HOME));
        readExtranonce();
        assertNotEquals(before, miner.extranonce1);
        assertTrue(miner.extranonce1.startsWith("07"), miner.extranonce1);
        assertNotEquals(job, miner.readJob().path(0).asText(), "firmware drops a job whose id it knows");
        assertEquals(false, miner.job.path(8).asBoolean(), "not clean");
        miner.assertAccepted(miner.submit(late));
        miner.assertRefused(22, "Duplicate share", miner.submit(early));
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
        pool.work(2);
        miner.readJob();
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
    }

    @Test
    void theNextConnectionKeepsTheNewExtranonce() throws Exception {
        connectFromHome(GRANTED).begin();
        miner.call("{\"id\":3,\"method\":\"mining.extranonce.subscribe\",\"params\":[]}");
        pool.server.instancesRunning(Set.of(7, HOME));
        readExtranonce();
        miner.readJob();
        String changed = miner.extranonce1;
        JsonNode again = miner.call(subscribe(9));
        assertEquals(changed, again.path("result").path(1).asText());
        String session = again.path("result").path(0).path(1).path(1).asText();
        miner.leave();
        Await.until("it is gone", () -> pool.server.snapshot().connections() == 0);
        miner = pool.connect();
        miner.session = session;
        miner.begin();
        assertEquals(changed, miner.extranonce1);
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
    }

    @Test
    void oneThatCannotBeToldIsSentToReconnectAndGetsANewExtranonce() throws Exception {
        String before = connectFromHome(GRANTED).extranonce1;
        miner.begin();
        pool.server.instancesRunning(Set.of(7, HOME));
        assertEquals("client.reconnect", miner.read().path("method").asText());
        assertNull(miner.line());
        String session = miner.session;
        miner = pool.connect();
        miner.session = session;
        miner.begin();
        assertNotEquals(before, miner.extranonce1);
        miner.assertAccepted(miner.submit(miner.solve(EASY)));
    }

    private void readExtranonce() throws IOException {
        JsonNode line = miner.read();
        assertEquals("mining.set_extranonce", line.path("method").asText(), line.toString());
        assertEquals(8, line.path("params").path(1).asInt());
        miner.extranonce1 = line.path("params").path(0).asText();
    }

    private String subscribe(int id) {
        return "{\"id\":" + id + ",\"method\":\"mining.subscribe\",\"params\":[\"test/1.0\",\"" + miner.session
                + "\"]}";
    }

    private static String authorize(int id) {
        return "{\"id\":" + id + ",\"method\":\"mining.authorize\",\"params\":[\"" + TestMiner.USER + "\",\"x\"]}";
    }
}
