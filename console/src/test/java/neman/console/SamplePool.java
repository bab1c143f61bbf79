package neman.console;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import neman.bitcoin.Hash256;
import neman.bitcoin.Network;
import neman.console.view.BlockItem;
import neman.console.view.BlockState;
import neman.console.view.HashrateHistory;
import neman.console.view.Hashrates;
import neman.console.view.HistorySpan;
import neman.console.view.JobStatus;
import neman.console.view.MinerPayout;
import neman.console.view.MinerStatus;
import neman.console.view.NextBlock;
import neman.console.view.PayoutItem;
import neman.console.view.PoolBalances;
import neman.console.view.PoolStatus;
import neman.console.view.PoolTerms;
import neman.console.view.StratumAddress;
import neman.console.view.WorkerStatus;

/** Pools to look at: one without anything in it, and one with a few days behind it. */
final class SamplePool {
    static final String ALICE = "bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080";
    static final String BOB = "bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry";

    private final Random random = new Random(1);
    private final Instant now;

    SamplePool(Instant now) {
        this.now = now;
    }

    static PoolTerms terms() {
        return new PoolTerms(
                Network.SANDBOX,
                "pplns",
                new BigDecimal("2"),
                100,
                100_000,
                Duration.ofMinutes(1),
                101,
                List.of(
                        new StratumAddress(Optional.empty(), 3333, false, "0.001"),
                        new StratumAddress(Optional.empty(), 3443, true, "65536")));
    }

    FakePool empty() {
        return new FakePool(new PoolStatus(
                "sandbox",
                Optional.of(0),
                Optional.of(hash().toString()),
                Optional.of(new BigDecimal("0.00006103515625")),
                true,
                0,
                0,
                0,
                Map.of(),
                BigInteger.ZERO,
                Optional.empty(),
                0,
                Optional.empty(),
                new EnumMap<>(BlockState.class),
                Optional.empty(),
                PoolBalances.NOTHING,
                terms(),
                now));
    }

    FakePool busy() {
        FakePool pool = new FakePool(busyStatus());
        pool.blocks = blocks();
        pool.payouts = payouts();
        pool.job = Optional.of(new JobStatus(1_284, "1a0000002f", hash().toString(), 5_000_012_345L, 17));
        pool.miners.put(ALICE, alice());
        SampleStratum stratum = new SampleStratum(now);
        pool.sessions = stratum.sessions();
        pool.agents = stratum.agents();
        pool.instances = stratum.instances();
        pool.nodes = stratum.nodes();
        pool.alarms = stratum.alarms();
        pool.hourHistory = history(HistorySpan.HOUR);
        pool.dayHistory = history(HistorySpan.DAY);
        return pool;
    }

    private PoolStatus busyStatus() {
        Map<BlockState, Long> blocks = new EnumMap<>(BlockState.class);
        blocks.put(BlockState.PENDING, 4L);
        blocks.put(BlockState.CONFIRMED, 57L);
        blocks.put(BlockState.ORPHANED, 1L);
        blocks.put(BlockState.REJECTED, 0L);
        return new PoolStatus(
                "sandbox",
                Optional.of(1_283),
                Optional.of(hash().toString()),
                Optional.of(new BigDecimal("118900000000000")),
                true,
                4_218,
                4_190,
                37,
                new TreeMap<>(Map.of("stale", 1_204L, "duplicate", 3L, "low-difficulty", 87L)),
                new BigInteger("842350000000000000"),
                Optional.of(0.0041),
                600,
                Optional.of(0.6342),
                blocks,
                Optional.of(now.minusSeconds(754)),
                new PoolBalances(
                        20_000_049_380L, 3_120_455_102L, 0, 1_250_000_000L, 281_450_993_221L, 3_105_004_120L, 0),
                terms(),
                now);
    }

    private List<BlockItem> blocks() {
        BlockState[] states = {
            BlockState.PENDING, BlockState.PENDING, BlockState.ORPHANED, BlockState.PENDING, BlockState.REJECTED
        };
        List<BlockItem> blocks = new ArrayList<>();
        for (int i = 0; i < 62; i++) {
            BlockState state = i < states.length ? states[i] : BlockState.CONFIRMED;
            boolean onChain = state == BlockState.PENDING || state == BlockState.CONFIRMED;
            long reward = 5_000_000_000L + random.nextInt(4_000_000);
            blocks.add(new BlockItem(
                    1_283 - 24 * i,
                    hash().toString(),
                    state,
                    onChain ? 1 + 24 * i : 0,
                    state == BlockState.REJECTED ? Optional.empty() : Optional.of(reward),
                    state == BlockState.REJECTED ? Optional.empty() : Optional.of(reward / 100),
                    i % 3 == 1 ? BOB : ALICE,
                    i % 4 == 3 ? "" : "hall-" + (1 + i % 3) + ".rack" + (10 + i % 7),
                    now.minusSeconds(754 + 3_120L * i)));
        }
        return blocks;
    }

    private List<PayoutItem> payouts() {
        String[] states = {"reserved", "broadcast", "confirmed", "settled", "settled", "released", "settled"};
        List<PayoutItem> payouts = new ArrayList<>();
        for (int i = 0; i < states.length; i++) {
            payouts.add(new PayoutItem(
                    Integer.toString(31 - i),
                    states[i],
                    i == 0 ? Optional.empty() : Optional.of(hash().toString()),
                    1_250_000_000L + 48_123_456L * i,
                    i == 0 ? Optional.empty() : Optional.of(3_420L),
                    12 + i,
                    i < 2 ? 0 : 3 + 144 * (i - 2),
                    now.minusSeconds(320 + 86_400L * i)));
        }
        return payouts;
    }

    MinerStatus alice() {
        List<WorkerStatus> workers = List.of(
                worker("hall-1.rack10", true, "210500000000000", 48_210, "stale", 12, "bmminer/2.0.0"),
                worker("hall-1.rack11", true, "198700000000000", 41_377, "stale", 9, "bosminer-plus-tuner 0.9"),
                worker("hall-2.rack16", true, "203100000000000", 40_992, "low-difficulty", 4, "whatsminer/v1.0"),
                worker("<img src=x onerror=alert(1)>", false, "0", 17, "stale", 0, "<b>evil</b>"));
        return new MinerStatus(
                ALICE,
                new BigInteger("612300000000000"),
                Optional.of(0.021),
                Optional.of(rates("612300000000000")),
                Optional.of(new NextBlock(0.0213, 66_123_456L)),
                1_452_003_910L,
                226_538_213L,
                0,
                90_750_000L,
                20_432_561_003L,
                workers,
                List.of(
                        new MinerPayout(
                                "30", "broadcast", Optional.of(hash().toString()), 90_750_000L, now.minusSeconds(320)),
                        new MinerPayout(
                                "29",
                                "settled",
                                Optional.of(hash().toString()),
                                94_210_345L,
                                now.minusSeconds(86_720))),
                now);
    }

    private WorkerStatus worker(
            String name, boolean online, String hashrate, long accepted, String reason, long refused, String agent) {
        return new WorkerStatus(
                name,
                online,
                new BigInteger(hashrate),
                online ? Optional.of(rates(hashrate)) : Optional.empty(),
                accepted,
                refused == 0 ? Map.of() : Map.of(reason, refused),
                online ? Optional.of(new BigDecimal("65536")) : Optional.empty(),
                Optional.of(online ? now.minusSeconds(4) : now.minusSeconds(9_000)),
                online ? Optional.of(agent) : Optional.empty());
    }

    private static Hashrates rates(String hashrate) {
        BigInteger rate = new BigInteger(hashrate);
        BigInteger twentieth = rate.divide(BigInteger.valueOf(20));
        return new Hashrates(rate.add(twentieth), rate, rate.subtract(twentieth), rate.shiftRight(1));
    }

    private HashrateHistory history(HistorySpan span) {
        List<HashrateHistory.Step> steps = new ArrayList<>();
        Instant end = now.truncatedTo(ChronoUnit.MINUTES);
        for (int i = span.steps(); i > 0; i--) {
            double swing = 0.93 + 0.06 * Math.sin(i / 9.0) + 0.02 * random.nextGaussian();
            BigInteger hashrate = i < 12 || i > 15
                    ? new BigDecimal("850000000000000000")
                            .multiply(BigDecimal.valueOf(swing))
                            .toBigInteger()
                    : new BigInteger("410000000000000000");
            steps.add(new HashrateHistory.Step(end.minus(span.step().multipliedBy(i)), hashrate));
        }
        return new HashrateHistory(span.step().toSeconds(), steps);
    }

    private Hash256 hash() {
        byte[] bytes = new byte[Hash256.BYTES];
        random.nextBytes(bytes);
        bytes[31] = 0;
        bytes[30] = 0;
        return Hash256.ofHeaderOrder(bytes);
    }
}
