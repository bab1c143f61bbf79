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
import neman.console.view.AlarmItem;
import neman.console.view.BanItem;
import neman.console.view.InstanceItem;
import neman.console.view.NodeItem;
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

    List<NodeItem> nodes() {
        return List.of(
                node(0, "http://10.4.0.11:8332", "leading", 1_283, 0, Optional.empty(), 4.2),
                node(
                        0,
                        "http://10.4.0.12:8332",
                        "behind",
                        1_280,
                        3,
                        Optional.of("the node at http://10.4.0.12:8332 still downloads blocks"),
                        912),
                new NodeItem(
                        3,
                        "http://10.4.0.13:8332",
                        "unfit",
                        Optional.empty(),
                        Optional.empty(),
                        0,
                        Optional.of("the node at http://10.4.0.13:8332 cannot be reached: Connection refused"),
                        Optional.empty(),
                        Optional.empty()));
    }

    private static NodeItem node(
            int instance,
            String name,
            String state,
            int height,
            int behind,
            Optional<String> problem,
            double templateAgeSeconds) {
        return new NodeItem(
                instance,
                name,
                state,
                Optional.of("00000000000000000001" + "7a".repeat(22)),
                Optional.of(height),
                behind,
                problem,
                Optional.of(templateAgeSeconds),
                Optional.of(behind == 0 ? -2L : 75L));
    }

    List<AlarmItem> alarms() {
        return List.of(
                new AlarmItem(
                        "stratum-0",
                        "BLOCK_NOWHERE",
                        "critical",
                        "00".repeat(10) + "1c".repeat(22),
                        "no node has said that it has block " + "00".repeat(10) + "1c".repeat(22)
                                + " height=1283; it is sent again until one does",
                        "bring a node back, or on any machine that reaches one: ./pool block submit"
                                + " data/blocks/0000001283-" + "00".repeat(10) + "1c".repeat(22) + ".hex",
                        now.minusSeconds(31),
                        now.minusSeconds(1),
                        1),
                new AlarmItem(
                        "payout",
                        "PAYOUT_NOT_FUNDED",
                        "warning",
                        "31",
                        "payout 31: the wallet has too few confirmed coins",
                        "put coins in, or wait until blocks mature",
                        now.minusSeconds(7_200),
                        now.minusSeconds(40),
                        1),
                new AlarmItem(
                        "stratum-3",
                        "NODE_UNFIT",
                        "warning",
                        "http://10.4.0.13:8332",
                        "the node at http://10.4.0.13:8332 cannot be reached: Connection refused",
                        "start or connect the node, or wait until it has caught up",
                        now.minusSeconds(86_400 * 2),
                        now.minusSeconds(86_400),
                        12));
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
