package neman.accounting.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LiveStatusTest {
    private static final LiveStatus.Session SESSION = new LiveStatus.Session(
            "bcrt1qaccount", "rig \"1\"", "cgminer/4.12", "0.001", 1, 2, Map.of("low-difficulty", 3L), 4);
    private static final LiveStatus STATUS = new LiveStatus(
            7,
            1_760_000_000_000L,
            1_760_000_005_000L,
            3,
            List.of(SESSION),
            new LiveStatus.Job(812, "1f", "00".repeat(32), 5_000_000_000L, 12),
            99,
            Map.of("stale", 2L));

    @Test
    void survivesJson() throws IOException {
        assertEquals(STATUS, LiveStatus.ofJson(STATUS.toJson()));
    }

    @Test
    void membersOfALaterReleaseAreIgnored() throws IOException {
        String json = new String(STATUS.toJson(), StandardCharsets.UTF_8);
        String later = "{\"weather\":\"fine\"," + json.substring(1);
        assertEquals(STATUS, LiveStatus.ofJson(later.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFloodOfSessionsIsCut() throws IOException {
        List<LiveStatus.Session> many = Collections.nCopies(LiveStatus.SESSIONS_MAX + 5, SESSION);
        LiveStatus flooded = new LiveStatus(7, 1, 2, many.size(), many, null, 0, Map.of());
        LiveStatus read = LiveStatus.ofJson(flooded.toJson());
        assertEquals(LiveStatus.SESSIONS_MAX, read.sessions().size());
        assertEquals(many.size(), read.connections());
    }
}
