package neman.accounting.benchmark;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs the benchmarks of this package ({@code -Dbenchmark=JournalAppend} for one of them); not found by the build, because its
 * name does not end with Test.
 */
class Benchmarks {
    @Test
    void all() throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(Benchmarks.class.getPackageName() + "\\." + System.getProperty("benchmark", "")
                                + ".*Benchmark\\..*")
                        .mode(Mode.AverageTime)
                        .timeUnit(TimeUnit.NANOSECONDS)
                        .warmupIterations(5)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(5)
                        .measurementTime(TimeValue.seconds(1))
                        .forks(1)
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }
}
