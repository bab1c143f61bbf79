package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import neman.stratum.defence.ConductLimits;
import neman.stratum.defence.ConnectionLimits;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.MessageLimits;
import neman.stratum.server.SteadyMiner.Latencies;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything at once against one pool, while a good miner works there. Its figures are printed; what must hold is that it is
 * served, that every attack met its bound, and that nothing of it stays.
 */
class HostileIT {
    private static final int WARM_UP_SECONDS = 4;
    private static final int QUIET_SECONDS = 4;
    private static final int ATTACK_SECONDS = 12;
    private static final long MEBIBYTE = 1 << 20;

    private static final DefenceLimits LIMITS = new DefenceLimits(
            new MessageLimits(8192, 8, 500, 16, 16, 1024),
            new ConnectionLimits(2_000, 50, 50, Duration.ofSeconds(2), Duration.ofMinutes(10), 1 << 14),
            ConductLimits.DEFAULT,
            List.of());

    @BeforeAll
    static void needsManyLoopbackAddresses() {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.2"), 0));
        } catch (IOException e) {
            System.err.println("SKIPPED: the hostile suite needs 127.0.0.2 and its neighbours: " + e.getMessage());
            Assumptions.abort("no address 127.0.0.2");
        }
    }

    @Test
    void aGoodMinerIsServedWhileTheRestOfTheWorldAttacks(@TempDir Path directory) throws Exception {
        ScheduledExecutorService node = Executors.newSingleThreadScheduledExecutor();
        try (TestPool pool = new TestPool(directory, List.of(), false, LIMITS)) {
            pool.clock.go();
            pool.work(1);
            node.scheduleAtFixedRate(() -> pool.work(1), 1, 1, TimeUnit.SECONDS);
            int shares = (WARM_UP_SECONDS + QUIET_SECONDS + ATTACK_SECONDS) * SteadyMiner.PER_SECOND;
            try (SteadyMiner miner = new SteadyMiner(pool.connect(), shares);
                    JavaProcess attackers = JavaProcess.startBehindAllOthers(
                            AttackerProcess.class,
                            Integer.toString(pool.address().getPort()))) {
                attackers.await("ready");
                miner.submitFor(WARM_UP_SECONDS);
                Latencies quiet = miner.submitFor(QUIET_SECONDS);
                Held before = Held.now();
                Latencies attacked = attack(pool, miner, attackers);
                Await.until(
                        "only the good miner is left",
                        () -> pool.server.snapshot().connections() == 1);
                report(quiet, attacked, pool.server.measures());
                assertEveryAttackMetItsBound(pool.server.measures());
                before.assertHeldAgain();
            }
        } finally {
            node.shutdownNow();
        }
    }

    private static Latencies attack(TestPool pool, SteadyMiner miner, JavaProcess attackers) throws Exception {
        attackers.tell("go");
        Latencies attacked = miner.submitFor(ATTACK_SECONDS);
        Await.until("who never reads is cut", () -> pool.server.measures().containsKey("slow-reader"));
        attackers.close();
        return attacked;
    }

    private static void report(Latencies quiet, Latencies attacked, Map<String, Long> measures) {
        System.out.println("hostile quiet    " + quiet);
        System.out.println("hostile attacked " + attacked);
        System.out.println("hostile bound: p99 below 2 x quiet p99 + 2 ms = " + (2 * quiet.micros(0.99) + 2_000)
                + " us: " + (attacked.micros(0.99) < 2 * quiet.micros(0.99) + 2_000 ? "held" : "NOT held"));
        System.out.println("hostile measures " + measures);
    }

    private static void assertEveryAttackMetItsBound(Map<String, Long> measures) {
        for (String reason : List.of(
                "handshake-time",
                "line-too-long",
                "malformed-lines",
                "requests-paused",
                "address-too-fast",
                "job-resent",
                "sent-away",
                "banned",
                "address-banned",
                "slow-reader")) {
            assertTrue(measures.getOrDefault(reason, 0L) > 0, reason + " not in " + measures);
        }
    }

    /** What the process holds. */
    private record Held(long heapBytes, long directBytes, long descriptors) {
        static Held now() {
            System.gc();
            return new Held(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    PlatformDependent.usedDirectMemory(),
                    Descriptors.open().orElse(0));
        }

        /** With room for what caches and pools keep: an attack took hundreds of times as much in all. */
        void assertHeldAgain() {
            Await.until("descriptors are given back", () -> Descriptors.open().orElse(0) <= descriptors + 8);
            Held after = now();
            System.out.println("hostile held before " + this + " after " + after);
            assertTrue(after.heapBytes < heapBytes + 64 * MEBIBYTE, () -> this + " before, after " + after);
            assertTrue(after.directBytes < directBytes + 64 * MEBIBYTE, () -> this + " before, after " + after);
        }
    }
}
