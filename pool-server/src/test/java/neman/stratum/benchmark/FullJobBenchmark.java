package neman.stratum.benchmark;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * From the first byte of a node's answer to a long poll, of 4,000 transactions on a tip that its word over ZMQ told before, to
 * the full job that the last of all miners has read from its socket. The node's writing and the miners' reading are within it.
 */
@State(Scope.Benchmark)
public class FullJobBenchmark {
    @Param({"1", "500"})
    private int miners;

    private ServedMiners served;

    @Setup
    public void start() throws IOException {
        served = new ServedMiners(miners, FullTemplate.TRANSACTIONS);
    }

    @Setup(Level.Invocation)
    public void prepare() {
        served.rest();
        served.node().takeBlock();
        served.awaitLine(); // an empty block's
        served.node().prepareTemplate();
        served.rest();
    }

    @Benchmark
    public void templateToFullJob() throws InterruptedException {
        served.node().answerLongPoll();
        served.awaitLine();
    }

    @TearDown
    public void stop() throws IOException {
        served.close();
    }
}
