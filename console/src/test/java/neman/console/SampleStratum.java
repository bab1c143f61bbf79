package neman.console;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import neman.console.view.AgentItem;
import neman.console.view.AgentList;
import neman.console.view.BanItem;
import neman.console.view.InstanceItem;
import neman.console.view.SessionItem;

/** Two instances, one of which is being restarted, and who is connected to them. */
record SampleStratum(Instant now) {
    private static final List<String> AGENTS = List.of(
            "bmminer/2.0.0", "bosminer-plus-tuner 0.9", "whatsminer/v1.0", "bitaxe/BM1370/v2.9.0", "<b>evil</b>");

    List<SessionItem> sessions() {
        List<SessionItem> sessions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            sessions.add(i % 15 == 14 ? newcomer(i) : miner(i));
        }
        return sessions;
    }

    private SessionItem miner(int i) {
        return new SessionItem(
                i < 40 ? 0 : 3,
                7_100L + 3L * i,
                "mining",
                Optional.of(i % 3 == 1 ? SamplePool.BOB : SamplePool.ALICE),
                Optional.of(i % 7 == 6 ? "" : "hall-" + (1 + i % 3) + ".rack" + (10 + i)),
                Optional.of(AGENTS.get(i % AGENTS.size())),
                i % 5 == 3 ? new BigDecimal("0.5") : new BigDecimal(65_536L << i % 4),
                now.minusSeconds(86_400L + 731L * i),
                8_210L + 97L * i,
                i % 4 == 0 ? Map.of("stale", 2L + i, "low-difficulty", 1L) : Map.of(),
                Optional.of(now.minusSeconds(1 + i % 11)));
    }

    private SessionItem newcomer(int i) {
        return new SessionItem(
                i < 40 ? 0 : 3,
                7_100L + 3L * i,
                i % 30 == 14 ? "opening" : "subscribed",
                Optional.empty(),
                Optional.empty(),
                i % 30 == 14 ? Optional.empty() : Optional.of("cgminer/4.12.1"),
                new BigDecimal("1024"),
                now.minusSeconds(3),
                0,
                Map.of(),
                Optional.empty());
    }

    AgentList agents() {
        return new AgentList(
                List.of(
                        new AgentItem(
                                Optional.of("bmminer/2.0.0"),
                                2_410,
                                9_204_113,
                                Map.of("stale", 1_004L, "duplicate", 3L)),
                        new AgentItem(Optional.of("whatsminer/v1.0"), 1_204, 4_410_092, Map.of("stale", 180L)),
                        new AgentItem(
                                Optional.of("bosminer-plus-tuner 0.9"), 498, 2_120_771, Map.of("low-difficulty", 87L)),
                        new AgentItem(Optional.of("bitaxe/BM1370/v2.9.0"), 64, 91_344, Map.of("stale", 20L)),
                        new AgentItem(Optional.of("<b>evil</b>"), 2, 40, Map.of()),
                        new AgentItem(Optional.empty(), 9, 0, Map.of())),
                31);
    }

    List<InstanceItem> instances() {
        return List.of(
                instance(
                        0, "running", 3_911, 11_904_331, Map.of("stale", 900L, "duplicate", 3L, "low-difficulty", 87L)),
                instance(3, "draining", 307, 3_922_029, Map.of("stale", 304L)));
    }

    private InstanceItem instance(
            int number, String state, int connections, long accepted, Map<String, Long> rejected) {
        return new InstanceItem(
                number,
                state,
                now.minusSeconds(412_000),
                now.minusSeconds(2),
                connections,
                connections + 12,
                Optional.of(1_284),
                accepted,
                new TreeMap<>(rejected),
                new TreeMap<>(
                        Map.of("address-banned", 48L, "banned", 3L, "job-resent", 11L, "slow-reader", 2L + number)),
                List.of(
                        new BanItem("203.0.113.x", now.plusSeconds(540)),
                        new BanItem("2001:db8:4:x", now.plusSeconds(71))),
                2);
    }
}
