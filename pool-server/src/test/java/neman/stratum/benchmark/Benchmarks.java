package neman.stratum.benchmark;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package ({@code -Dtest=neman.stratum.benchmark.Benchmarks#all -Dbenchmark=Template} for some of
 * them, {@code Benchmarks#newTip} and {@code #fullJob} for the ways to the miners); not found by the build, because its name does
 * not end with Test.
 */
class Benchmarks {
    private static final String ONLY = System.getProperty("benchmark", "");

    @Test
    void all() throws RunnerException {
        new Runner(usual().include(Benchmarks.class.getPackageName() + "\\." + ONLY + ".*Benchmark\\..*")
                        .exclude(NewTipBenchmark.class.getName())
                        .exclude(FullJobBenchmark.class.getName())
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    /** Every single call, because here the slowest ones matter. */
    @Test
    void newTip() throws RunnerException {
        everyCall(NewTipBenchmark.class);
    }

    /** As the other, with full blocks. */
    @Test
    void fullJob() throws RunnerException {
        everyCall(FullJobBenchmark.class);
    }

    private static void everyCall(Class<?> benchmark) throws RunnerException {
        new Runner(usual().include(benchmark.getName() + "\\..*")
                        .mode(Mode.SampleTime)
                        .timeUnit(TimeUnit.MICROSECONDS)
                        .warmupIterations(8)
                        .warmupTime(TimeValue.seconds(4))
                        .measurementTime(TimeValue.seconds(4))
                        .build())
                .run();
    }

    private static ChainedOptionsBuilder usual() {
        return new OptionsBuilder()
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .forks(1);
    }
}
