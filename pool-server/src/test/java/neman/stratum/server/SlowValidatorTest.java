package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import neman.accounting.journal.ShareRecord;
import neman.bitcoin.Difficulty;
import neman.stratum.defence.ConductLimits;
import neman.stratum.defence.ConnectionLimits;
import neman.stratum.defence.DefenceLimits;
import neman.stratum.defence.MessageLimits;
import neman.stratum.server.SlowValidator.Submit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pool's judgement of random submits over TCP against that of {@link SlowValidator}. The same each time; others, and more,
 * with {@code -Dvalidator.seed=N -Dvalidator.submits=N}.
 */
class SlowValidatorTest {
    /** Every fourth hash is a share. */
    private static final Difficulty DIFFICULTY = new Difficulty(4);

    private static final int SUBMITS = Integer.getInteger("validator.submits", 3_000);
    private static final long SEED = Long.getLong("validator.seed", 1);

    /** Nobody is helped or sent away, however much is wrong. */
    private static final DefenceLimits PATIENT = new DefenceLimits(
            MessageLimits.DEFAULT,
            ConnectionLimits.DEFAULT,
            new ConductLimits(100_000, 100, ConductLimits.DEFAULT.probation(), ConductLimits.DEFAULT.ban()),
            DefenceLimits.LOOPBACK);

    private final Random random = new Random(SEED);
    /** On the current tip, and all that went before. */
    private final Map<String, JsonNode> jobs = new LinkedHashMap<>();

    private final List<String> stale = new ArrayList<>();
    private final List<Submit> sent = new ArrayList<>();
    private int tip = 1;

    @Test
    void thePoolJudgesAsTheSlowValidatorDoes(@TempDir Path directory) throws IOException {
        try (TestPool pool = new TestPool(directory, List.of(), false, PATIENT);
                TestMiner miner = pool.connect()) {
            pool.work(tip);
            SlowValidator slow = begin(miner);
            jobs.put(miner.job.path(0).asText(), miner.job);
            Map<Integer, Integer> judged = new TreeMap<>();
            for (int i = 0; i < SUBMITS; i++) {
                if (random.nextInt(60) == 0) {
                    changeJob(pool, miner);
                }
                judged.merge(judgeOne(pool, miner, slow, 1_000 + i), 1, Integer::sum);
            }
            System.out.println("validator seed=" + SEED + " submits by code " + judged);
            assertEquals(
                    judged.get(SlowValidator.ACCEPTED),
                    pool.journal.of(ShareRecord.class).size());
            assertTrue(judged.keySet().containsAll(List.of(0, 20, 21, 22, 23)), judged.toString());
        }
    }

    private static SlowValidator begin(TestMiner miner) throws IOException {
        JsonNode rolling = miner.call("{\"id\":1,\"method\":\"mining.configure\",\"params\":[[\"version-rolling\"],"
                + "{\"version-rolling.mask\":\"ffffffff\"}]}");
        int mask = Integer.parseUnsignedInt(
                rolling.path("result").path("version-rolling.mask").asText(), 16);
        miner.subscribe();
        miner.call("{\"id\":2,\"method\":\"mining.authorize\",\"params\":[\"" + TestMiner.USER + "\",\"d="
                + DIFFICULTY.toDecimal().toPlainString() + "\"]}");
        assertEquals(
                DIFFICULTY.toDecimal().doubleValue(),
                miner.read().path("params").path(0).doubleValue(),
                "what the pool assigns is what was asked for");
        miner.readJob();
        return new SlowValidator(miner.extranonce1, mask, DIFFICULTY.units());
    }

    private void changeJob(TestPool pool, TestMiner miner) throws IOException {
        if (random.nextInt(3) == 0 || jobs.size() > 8) {
            stale.addAll(jobs.keySet());
            jobs.clear();
            tip++;
        }
        pool.clock.advance(Duration.ofSeconds(random.nextInt(5)));
        pool.work(tip);
        miner.readJob();
        jobs.put(miner.job.path(0).asText(), miner.job);
    }

    private int judgeOne(TestPool pool, TestMiner miner, SlowValidator slow, int id) throws IOException {
        long now = pool.clock.instant().getEpochSecond();
        Submit submit = sent.isEmpty() || random.nextInt(6) != 0 ? fresh(now) : again();
        sent.add(submit);
        Optional<JsonNode> job = Optional.ofNullable(jobs.get(submit.job()));
        long made = job.map(known -> Long.parseLong(known.path(7).asText(), 16)).orElse(0L);
        int expected = slow.judge(job, submit, made - 600, now + 7_200);
        miner.send("{\"id\":" + id + ",\"method\":\"mining.submit\",\"params\":" + submit.params(TestMiner.USER) + "}");
        JsonNode answer = miner.awaitAnswer(id);
        assertEquals(expected, answer.path("error").path(0).asInt(0), submit + ": " + answer);
        assertEquals(expected == SlowValidator.ACCEPTED, answer.path("result").asBoolean(), answer.toString());
        return expected;
    }

    private Submit fresh(long now) {
        long time =
                switch (random.nextInt(20)) {
                    case 0 -> now - 595 - random.nextInt(10);
                    case 1 -> now + 7_195 + random.nextInt(10);
                    default -> now - random.nextInt(300);
                };
        return new Submit(someJob(), someExtranonce2(), hex((int) time), hex(random.nextInt()), someBits());
    }

    private String someJob() {
        List<String> live = List.copyOf(jobs.keySet());
        return switch (random.nextInt(20)) {
            case 0 -> Integer.toHexString(random.nextInt(1 << 20));
            case 1 -> stale.isEmpty() ? "0" : stale.get(random.nextInt(stale.size()));
            default -> live.get(random.nextInt(live.size()));
        };
    }

    private String someExtranonce2() {
        String eight = hex(random.nextInt()) + hex(random.nextInt());
        return random.nextInt(25) == 0 ? eight.substring(2 * (1 + random.nextInt(7))) : eight;
    }

    private String someBits() {
        return switch (random.nextInt(10)) {
            case 0 -> hex(random.nextInt());
            case 1 -> hex(0x20000000 | random.nextInt() & 0x1fffe000);
            case 2, 3, 4 -> "";
            default -> hex(random.nextInt() & 0x1fffe000);
        };
    }

    /** Something that was sent before, perhaps in another spelling. */
    private Submit again() {
        Submit before = sent.get(random.nextInt(sent.size()));
        return random.nextBoolean()
                ? before
                : new Submit(
                        before.job(),
                        before.extranonce2().toUpperCase(Locale.ROOT),
                        before.time().toUpperCase(Locale.ROOT),
                        before.nonce().toUpperCase(Locale.ROOT),
                        before.versionBits());
    }

    private static String hex(int value) {
        return String.format("%08x", value);
    }
}
