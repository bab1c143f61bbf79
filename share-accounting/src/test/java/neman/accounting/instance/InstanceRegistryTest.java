package neman.accounting.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import neman.accounting.database.TestDatabase;
import neman.accounting.journal.InstanceIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceRegistryTest {
    @TempDir
    Path directory;

    private HikariDataSource dataSource;
    private InstanceRegistry registry;

    @BeforeEach
    void open() throws Exception {
        dataSource = TestDatabase.migrated();
        registry = new InstanceRegistry(dataSource);
    }

    @AfterEach
    void close() {
        dataSource.close();
    }

    private Path data(String name) throws IOException {
        return Files.createDirectories(directory.resolve(name));
    }

    @Test
    void eachDirectoryKeepsItsNumberAndRaisesItsCounter() throws Exception {
        assertEquals(new InstanceIdentity(0, 1), registry.claim(data("a")));
        assertEquals(new InstanceIdentity(1, 1), registry.claim(data("b")));
        assertEquals(new InstanceIdentity(0, 2), registry.claim(data("a")));
        assertEquals(List.of(new RegisteredInstance(0, 2), new RegisteredInstance(1, 1)), registry.running());
    }

    @Test
    void aKnownDirectoryNeedsNoDatabase() throws Exception {
        registry.claim(data("a"));
        dataSource.close();
        assertEquals(new InstanceIdentity(0, 2), registry.claim(data("a")));
        IOException refused = assertThrows(IOException.class, () -> registry.claim(data("new")));
        assertTrue(refused.getMessage().contains("no instance number yet"), refused.getMessage());
    }

    @Test
    void aStartWithoutTheDatabaseIsEnteredLater() throws Exception {
        registry.markStopped(registry.claim(data("a")));
        InstanceRegistry.Started started = startWithoutTheDatabase(data("a"));
        assertEquals(new InstanceRegistry.Started(new InstanceIdentity(0, 2), false), started);
        registry.requireNew(data("a"), started.identity());
        registry.markRunning(started.identity());
        assertEquals(List.of(new RegisteredInstance(0, 2)), registry.running());
    }

    /** Somebody has mined with its number and start counter already. */
    @Test
    void aRestoredDirectoryThatStartedWithoutTheDatabaseIsFoundOut() throws Exception {
        registry.claim(data("a"));
        byte[] backup = Files.readAllBytes(data("a").resolve(InstanceFile.FILE_NAME));
        registry.claim(data("a"));
        Files.write(data("a").resolve(InstanceFile.FILE_NAME), backup);
        InstanceIdentity repeated = startWithoutTheDatabase(data("a")).identity();
        assertEquals(new InstanceIdentity(0, 2), repeated);
        IOException refused = assertThrows(IOException.class, () -> registry.requireNew(data("a"), repeated));
        assertTrue(refused.getMessage().contains("is an older copy of itself"), refused.getMessage());
    }

    private static InstanceRegistry.Started startWithoutTheDatabase(Path data) throws Exception {
        HikariDataSource away = TestDatabase.empty();
        away.close();
        return new InstanceRegistry(away).start(data);
    }

    @Test
    void aClaimThatWasCutOffFindsItsNumberAgain() throws Exception {
        registry.claim(data("a"));
        InstanceFile whole = InstanceFile.readOrCreate(data("a"));
        new InstanceFile(whole.token(), OptionalInt.empty(), 0).write(data("a"));
        assertEquals(new InstanceIdentity(0, 2), registry.claim(data("a")));
    }

    @Test
    void aRestoredDirectoryDoesNotRepeatACounter() throws Exception {
        registry.claim(data("a"));
        byte[] backup = Files.readAllBytes(data("a").resolve(InstanceFile.FILE_NAME));
        registry.claim(data("a"));
        registry.claim(data("a"));
        Files.write(data("a").resolve(InstanceFile.FILE_NAME), backup);
        assertEquals(new InstanceIdentity(0, 4), registry.claim(data("a")));
    }

    /** As after an older copy of the database was restored: its journal may hold shares that nobody else has. */
    @Test
    void aDirectoryThatTheDatabaseForgotKeepsItsNumber() throws Exception {
        registry.claim(data("a"));
        registry.claim(data("b"));
        TestDatabase.execute(dataSource, "DELETE FROM accounting.instance");
        assertEquals(new InstanceIdentity(1, 2), registry.claim(data("b")));
        assertEquals(List.of(new RegisteredInstance(1, 2)), registry.running());
        assertEquals(new InstanceIdentity(0, 2), registry.claim(data("a")));
        assertEquals(2, registry.claim(data("c")).number());
    }

    @Test
    void aForgottenNumberThatAnotherHasByNowIsRefused() throws Exception {
        registry.claim(data("a"));
        TestDatabase.execute(dataSource, "DELETE FROM accounting.instance");
        registry.claim(data("b"));
        IOException refused = assertThrows(IOException.class, () -> registry.claim(data("a")));
        assertTrue(refused.getMessage().contains("belongs to another data directory"), refused.getMessage());
        assertEquals(List.of(new RegisteredInstance(0, 1)), registry.running());
    }

    @Test
    void aStoppedInstanceIsNotWaitedForUnlessALaterStartRuns() throws Exception {
        InstanceIdentity first = registry.claim(data("a"));
        registry.markStopped(first);
        assertEquals(List.of(), registry.running());
        InstanceIdentity second = registry.claim(data("a"));
        registry.markStopped(first);
        assertEquals(List.of(new RegisteredInstance(0, second.startCounter())), registry.running());
    }

    @Test
    void aStopIsRememberedUntilTheNextStart() throws Exception {
        InstanceIdentity first = registry.claim(data("a"));
        assertFalse(registry.stoppedWithin(first, Duration.ofMinutes(1)), "it runs");
        registry.markStopped(first);
        assertTrue(registry.stoppedWithin(first, Duration.ofMinutes(1)));
        assertFalse(registry.stoppedWithin(new InstanceIdentity(first.number(), 7), Duration.ofMinutes(1)));
        TestDatabase.execute(dataSource, "UPDATE accounting.instance SET changed_at = now() - interval '2 minutes'");
        assertFalse(registry.stoppedWithin(first, Duration.ofMinutes(1)), "it is long ago");
        registry.markStopped(registry.claim(data("a")));
        assertFalse(registry.stoppedWithin(first, Duration.ofMinutes(1)), "it has started since");
    }

    @Test
    void numbersAreDistinctWhenManyClaimAtOnce() throws Exception {
        var threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> claims = IntStream.range(0, 12)
                    .<Callable<Integer>>mapToObj(
                            i -> () -> registry.claim(data("d" + i)).number())
                    .toList();
            List<Integer> numbers = new ArrayList<>();
            for (Future<Integer> claim : threads.invokeAll(claims)) {
                numbers.add(claim.get());
            }
            assertEquals(
                    IntStream.range(0, 12).boxed().toList(),
                    numbers.stream().sorted().toList());
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void theLastNumberIsFollowedByARefusal() throws Exception {
        TestDatabase.execute(
                dataSource,
                "INSERT INTO accounting.instance (number, token, state, start_counter)"
                        + " SELECT n, gen_random_uuid(), 'STOPPED', 1 FROM generate_series(0, 255) AS n");
        IOException refused = assertThrows(IOException.class, () -> registry.claim(data("a")));
        assertTrue(refused.getMessage().contains("all 256"), refused.getMessage());
    }

    @Test
    void aDamagedFileIsNamed() throws Exception {
        Files.writeString(data("a").resolve(InstanceFile.FILE_NAME), "nonsense");
        IOException refused = assertThrows(IOException.class, () -> registry.claim(data("a")));
        assertTrue(refused.getMessage().contains("is damaged"), refused.getMessage());
    }
}
