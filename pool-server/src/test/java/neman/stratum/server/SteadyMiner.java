package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import neman.stratum.miner.ShareSolver.Solution;

/** A good miner: submits at a steady rate shares that it found before, and takes the time to each answer. */
final class SteadyMiner implements AutoCloseable {
    static final int PER_SECOND = 60;

    private final TestMiner miner;
    private final ArrayDeque<Solution> shares = new ArrayDeque<>();
    private int lastId = 1_000;

    SteadyMiner(TestMiner connected, int sharesFound) throws IOException {
        this.miner = connected.begin();
        for (int i = 0; i < sharesFound; i++) {
            shares.add(miner.solve(TestPool.EASY.target()));
        }
    }

    /** Submits for so long; every share must be accepted. */
    Latencies submitFor(int seconds) throws IOException {
        long[] nanos = new long[seconds * PER_SECOND];
        long start = System.nanoTime();
        for (int i = 0; i < nanos.length; i++) {
            long due = start + TimeUnit.SECONDS.toNanos(1) * i / PER_SECOND;
            for (long ahead = due - System.nanoTime(); ahead > 0; ahead = due - System.nanoTime()) {
                LockSupport.parkNanos(ahead);
            }
            long sent = System.nanoTime();
            lastId++;
            miner.send("{\"id\":" + lastId + ",\"method\":\"mining.submit\",\"params\":"
                    + shares.remove().params(TestMiner.USER) + "}");
            JsonNode answer = miner.awaitAnswer(lastId);
            nanos[i] = System.nanoTime() - sent;
            assertEquals("true", answer.path("result").toString(), answer.toString());
        }
        Arrays.sort(nanos);
        return new Latencies(nanos);
    }

    /** @param sorted of one phase */
    record Latencies(long[] sorted) {
        long micros(double share) {
            return sorted[(int) Math.min(sorted.length - 1L, Math.round(share * sorted.length))] / 1_000;
        }

        @Override
        public String toString() {
            return "answers=" + sorted.length + " p50-us=" + micros(0.5) + " p99-us=" + micros(0.99) + " max-us="
                    + micros(1);
        }
    }

    @Override
    public void close() throws IOException {
        miner.close();
    }
}
