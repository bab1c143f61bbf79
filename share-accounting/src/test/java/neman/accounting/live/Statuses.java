package neman.accounting.live;

import java.util.List;
import java.util.Map;
import neman.accounting.live.LiveStatus.Session;
import neman.accounting.live.LiveStatus.SessionState;

/** Statuses for tests. */
final class Statuses {
    private Statuses() {}

    static Session session(long connection) {
        return new Session(
                connection,
                SessionState.MINING,
                "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080",
                "rig \"1\"",
                "cgminer/4.12",
                "0.001",
                1,
                2,
                Map.of("low-difficulty", 3L),
                4);
    }

    static LiveStatus of(int instance, List<Session> sessions) {
        AgentInventory inventory = AgentInventory.ofSessions(sessions);
        return new LiveStatus(
                instance,
                1_760_000_000_000L,
                1_760_000_005_000L,
                true,
                3,
                sessions,
                sessions.size(),
                inventory.agents(),
                inventory.connectionsLeftOut(),
                new LiveStatus.Job(812, "1f", "00".repeat(32), 0x1e3fffff, 5_000_000_000L, 12),
                99,
                Map.of("stale", 2L),
                Map.of("banned", 1L),
                List.of(new LiveStatus.Ban("203.0.113.x", 1_760_000_600_000L)),
                1,
                List.of(
                        new LiveStatus.Node(
                                "http://node.example:8332", "leading", "00".repeat(32), 811, 0, null, 3_000L, -2L),
                        new LiveStatus.Node("http://other.example:8332", "unfit", null, null, 0, "away", null, null)),
                List.of(new LiveStatus.OpenAlarm("NODE_UNFIT", "WARNING", "node", "away", "start it", 5, 6, 7)));
    }
}
