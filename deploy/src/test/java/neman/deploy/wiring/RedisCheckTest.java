package neman.deploy.wiring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.transport.RedisLink;
import neman.deploy.config.RedisAccess;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisCheckTest {
    @TempDir
    private Path directory;

    @Test
    void aRedisThatMayDropSharesIsRefused() throws IOException {
        RedisCheck check = new RedisCheck(Optional.empty());
        try (EmbeddedRedis server = EmbeddedRedis.start(directory.resolve("redis"));
                RedisLink redis = RedisLink.to(server.uri())) {
            assertEquals(Optional.empty(), check.problem(redis));
            redis.commands().configSet("maxmemory-policy", "allkeys-lru");
            assertEquals(Optional.empty(), check.problem(redis), "without a bound nothing is dropped");
            redis.commands().configSet("maxmemory", "100mb");
            String problem = check.problem(redis).orElseThrow();
            assertTrue(problem.contains("evicts keys (maxmemory-policy allkeys-lru); set it to noeviction"), problem);
            assertEquals(Optional.of(problem), check.settingsProblem(redis));
        }
    }

    @Test
    void aRedisThatIsNotThereIsSaid() {
        RedisAccess access = new RedisAccess(URI.create("redis://127.0.0.1:1"), Optional.empty());
        try (RedisLink redis = new RedisLink(RedisCheck.addressOf(access))) {
            String problem = new RedisCheck(Optional.of(access)).problem(redis).orElseThrow();
            assertTrue(problem.startsWith("Redis at redis://127.0.0.1:1 cannot be used: "), problem);
            assertEquals(
                    Optional.empty(),
                    new RedisCheck(Optional.of(access)).settingsProblem(redis),
                    "that it is away is another's word");
        }
    }
}
