package neman.stratum.server;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Decoder and session for Jazzer, which looks for inputs by the code that they reach. Plays the transcripts once with
 *
 * <pre>mvn -pl pool-server -am test -Dtest=FuzzTargets -Dsurefire.failIfNoSpecifiedTests=false</pre>
 *
 * and for ten minutes with {@code JAZZER_FUZZ=1} before it. The suite runs {@link FuzzTest} instead: Jazzer's agent changes every
 * class that is loaded after it, and the other tests of the process want theirs as they are.
 */
class FuzzTargets {
    @TempDir
    private Path directory;

    private TestPool pool;

    @BeforeEach
    void start() throws IOException {
        pool = new TestPool(directory, false);
        pool.work(1);
    }

    @AfterEach
    void stop() {
        pool.close();
    }

    static Stream<Arguments> talks() {
        return FuzzCorpus.load().stream()
                .map(lines -> (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8))
                .map(Arguments::of);
    }

    @MethodSource("talks")
    @FuzzTest(maxDuration = "10m")
    void session(byte[] bytes) {
        new FuzzedSession(pool.server, new Random(Arrays.hashCode(bytes))).run(bytes);
        pool.journal.forget();
    }
}
