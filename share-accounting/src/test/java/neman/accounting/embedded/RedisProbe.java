package neman.accounting.embedded;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.time.Duration;

/** One command to an embedded Redis. */
final class RedisProbe {
    private RedisProbe() {}

    /** {@code SET key value} or {@code GET key}. */
    static String command(EmbeddedRedis redis, String command) throws IOException {
        String[] words = command.split(" ");
        RedisClient client = RedisClient.create(redis.uri());
        try (var connection = client.connect()) {
            RedisCommands<String, String> commands = connection.sync();
            return words[0].equals("SET") ? commands.set(words[1], words[2]) : commands.get(words[1]);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        }
    }
}
