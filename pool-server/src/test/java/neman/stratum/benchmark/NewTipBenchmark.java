package neman.stratum.benchmark;

import java.io.IOException;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** From a node's word over ZMQ to a clean job that the last of all miners has read from its socket. */
@State(Scope.Benchmark)
public class NewTipBenchmark {
    @Param({"1", "500"})
    private int miners;

    private ServedMiners served;

    @Setup
    public void start() throws IOException {
        served = new ServedMiners(miners, 0);
    }

    @Setup(Level.Invocation)
    public void pause() {
        served.rest();
    }

    @Benchmark
    public void zmqToCleanJob() {
        served.node().takeBlock();
        served.awaitLine();
    }

    @TearDown
    public void stop() throws IOException {
        served.close();
    }
}
