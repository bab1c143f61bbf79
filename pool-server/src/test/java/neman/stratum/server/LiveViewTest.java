package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import neman.accounting.live.LiveStatus;
import neman.accounting.live.LiveStatus.Session;
import neman.accounting.live.LiveStatus.SessionState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an instance shows of itself. */
class LiveViewTest {
    @TempDir
    private Path directory;

    @Test
    void everyStateOfASessionIsSeen() throws Exception {
        try (TestPool pool = new TestPool(directory, false);
                TestMiner opening = pool.connect();
                TestMiner subscribed = pool.connect();
                TestMiner authorized = pool.connect();
                TestMiner mining = pool.connect()) {
            pool.work(1);
            subscribed.subscribe();
            authorized.call("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestMiner.USER + "\",\"x\"]}");
            mining.begin();
            opening.call("{\"id\":1,\"method\":\"nonsense\",\"params\":[]}");

            LiveStatus status = pool.server.snapshot();

            assertEquals(4, status.connections());
            assertEquals(4, status.sessionsTotal());
            assertEquals(Set.of(SessionState.values()), states(status));
            assertEquals(Templates.HARD, status.job().orElseThrow().nbits());
            assertFalse(status.draining());
        }
    }

    private static Set<SessionState> states(LiveStatus status) {
        Set<SessionState> states = new HashSet<>();
        status.sessions().forEach(session -> states.add(session.state()));
        return states;
    }

    @Test
    void whatAWorkerWasRefusedIsCountedByReason() throws Exception {
        try (TestPool pool = new TestPool(directory, false)) {
            pool.work(1);
            try (TestMiner miner = pool.connect().begin()) {
                String share = miner.solve(TestPool.EASY.target()).params(TestMiner.USER);
                miner.assertAccepted(miner.submit(share));
                miner.assertRefused(22, "Duplicate share", miner.submit(share));

                LiveStatus status = pool.server.snapshot();

                Session session = status.sessions().get(0);
                assertEquals(1, session.accepted());
                assertEquals(Map.of("duplicate", 1L), session.rejectedByReason());
                assertEquals(List.of(new LiveStatus.Agent("test/1.0", 1, 1, Map.of("duplicate", 1L))), status.agents());
            }
        }
    }

    @Test
    void whatWasDoneAboutSomebodyIsCounted() throws Exception {
        try (TestPool pool = new TestPool(directory, false)) {
            try (TestMiner rude = pool.connect()) {
                rude.send("GET / HTTP/1.1");
                assertNull(rude.line());
            }
            LiveStatus status = pool.server.snapshot();
            assertEquals(Map.of("malformed-lines", 1L), status.measures());
            assertEquals(0, status.bansTotal());
        }
    }

    /** More than are asked at once. */
    @Test
    void manySessionsAreEachSeenOnceUnderTheirNumber() throws Exception {
        int miners = 600;
        List<TestMiner> connected = new ArrayList<>();
        try (TestPool pool = new TestPool(directory, false)) {
            for (int i = 0; i < miners; i++) {
                connected.add(pool.connect());
            }
            Await.until("all are there", () -> pool.server.snapshot().connections() == miners);

            LiveStatus status = pool.server.snapshot();

            List<Long> numbers =
                    status.sessions().stream().map(Session::connection).toList();
            assertEquals(numbers.stream().distinct().sorted().toList(), numbers);
            assertEquals(miners, numbers.size());
            for (TestMiner miner : connected) {
                miner.leave();
            }
        }
    }
}
