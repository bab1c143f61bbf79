package neman.accounting.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import neman.accounting.live.LiveStatus.Agent;
import neman.accounting.live.LiveStatus.Session;
import neman.accounting.live.LiveStatus.SessionState;
import org.junit.jupiter.api.Test;

class LiveStatusTest {
    private static final LiveStatus STATUS = Statuses.of(7, List.of(Statuses.session(1)));

    @Test
    void survivesJson() throws IOException {
        LiveStatusJson.Head head = LiveStatusJson.parseHead(LiveStatusJson.head(STATUS, 1, 1));

        assertEquals(1, head.pages());
        assertEquals(1, head.slot());
        assertEquals(STATUS.withSessions(List.of()), head.status());
        List<byte[]> pages = LiveStatusJson.pages(STATUS);
        assertEquals(1, pages.size());
        assertEquals(STATUS.sessions(), LiveStatusJson.parsePage(pages.get(0)));
    }

    @Test
    void membersOfALaterReleaseAreIgnored() throws IOException {
        String json = new String(LiveStatusJson.head(STATUS, 0, 0), StandardCharsets.UTF_8);
        String later = "{\"weather\":\"fine\"," + json.substring(1);

        assertEquals(
                STATUS.withSessions(List.of()),
                LiveStatusJson.parseHead(later.getBytes(StandardCharsets.UTF_8)).status());
    }

    /** One value with everything in it, no agents, no state, no nbits. */
    @Test
    void theReleaseBeforeIsRead() throws IOException {
        String json = """
                {"instance":3,"startedAtMillis":1,"publishedAtMillis":2,"connections":1,"sessions":[{"account":"bcrt1q",
                "worker":"rig","userAgent":"cgminer/4.12","difficulty":"0.5","connectedAtMillis":1,"accepted":9,
                "rejectedByReason":{"stale":1},"lastShareAtMillis":2}],"currentJob":{"height":8,"jobId":"1f",
                "previousBlock":"00","coinbaseValueSats":5,"transactions":0},"accepted":9,"rejectedByReason":{"stale":1}}
                """;

        LiveStatusJson.Head head = LiveStatusJson.parseHead(json.getBytes(StandardCharsets.UTF_8));

        assertEquals(0, head.pages());
        Session session = head.status().sessions().get(0);
        assertEquals(SessionState.MINING, session.state());
        assertEquals("rig", session.worker());
        assertEquals(1, head.status().sessionsTotal());
        assertEquals(0, head.status().job().orElseThrow().nbits());
        assertEquals(List.of(), head.status().agents());
    }

    @Test
    void aFloodOfSessionsIsCutAndEachValueIsBounded() throws IOException {
        List<Session> many = LongStream.range(0, LiveStatus.SESSIONS_MAX + 5)
                .mapToObj(Statuses::session)
                .toList();
        LiveStatus flooded = Statuses.of(7, many);

        List<byte[]> pages = LiveStatusJson.pages(flooded);

        List<Session> read = new ArrayList<>();
        for (byte[] page : pages) {
            assertTrue(page.length < 200 << 10, "bytes: " + page.length);
            read.addAll(LiveStatusJson.parsePage(page));
        }
        assertEquals(many.subList(0, LiveStatus.SESSIONS_MAX), read);
        LiveStatusJson.Head head = LiveStatusJson.parseHead(LiveStatusJson.head(flooded, pages.size(), 0));
        assertEquals(pages.size(), head.pages());
        assertEquals(many.size(), head.status().sessionsTotal());
    }

    @Test
    void agentsAreCountedByConnectionAndSummedOverInstances() {
        Session first = Statuses.session(1);
        Session secondWorker = Statuses.session(1);
        Session silent = new Session(2, SessionState.OPENING, "", "", "", "1", 1, 0, Map.of(), 0);
        AgentInventory one = AgentInventory.ofSessions(List.of(first, secondWorker, silent));

        assertEquals(
                List.of(new Agent("", 1, 0, Map.of()), new Agent("cgminer/4.12", 1, 4, Map.of("low-difficulty", 6L))),
                one.agents());

        LiveStatus status = Statuses.of(1, List.of(first));
        assertEquals(
                List.of(new Agent("cgminer/4.12", 2, 4, Map.of("low-difficulty", 6L))),
                AgentInventory.ofAll(List.of(status, status)).agents());
    }

    @Test
    void inventedAgentsDoNotGrowTheInventory() {
        List<Session> many = LongStream.range(0, AgentInventory.MAX_AGENTS + 50L)
                .mapToObj(i -> new Session(i, SessionState.MINING, "a", "", "agent " + i, "1", 1, 0, Map.of(), 0))
                .toList();

        AgentInventory inventory = AgentInventory.ofSessions(many);

        assertEquals(AgentInventory.MAX_AGENTS, inventory.agents().size());
        assertEquals(50, inventory.connectionsLeftOut());
    }
}
