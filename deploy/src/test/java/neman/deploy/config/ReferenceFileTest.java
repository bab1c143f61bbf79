package neman.deploy.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Holds deploy/config/pool.yaml and the code together. */
class ReferenceFileTest {
    private static final Path REFERENCE = Path.of("config", "pool.yaml");
    /** Keys that are commented out, because they have no default: {@code # key: value}, perhaps as a list's item. */
    private static final Pattern COMMENTED_KEY = Pattern.compile("^( *)# ?( *(?:- )?[a-z0-9-]+:(?: .*)?)$");

    private static ConfigurationReader reader() {
        return new ConfigurationReader(
                "pool.yaml",
                Path.of("/etc/neman"),
                new Environment(Map.of(
                        "BITCOIN_RPC_PASSWORD", "x",
                        "REDIS_PASSWORD", "y",
                        "SENTINEL_PASSWORD", "s",
                        "POSTGRES_PASSWORD", "z")));
    }

    @Test
    void statesTheDefaults() throws Exception {
        assertEquals(reader().read(""), reader().read(Files.readString(REFERENCE)));
    }

    @Test
    void namesEveryKeyThatTheCodeReads() throws Exception {
        ConfigurationReader reader = reader();
        try {
            reader.read(everyKeyPresent());
        } catch (ConfigurationException e) {
            assertTrue(e.faults().size() > 0);
        }
        Set<String> named = Files.readAllLines(REFERENCE).stream()
                .map(line -> line.replaceAll("^[ #-]*", ""))
                .filter(line -> line.matches("[a-z0-9-]+:.*"))
                .map(line -> line.substring(0, line.indexOf(':')))
                .collect(Collectors.toSet());
        List<String> missing = reader.keysRead().stream()
                .filter(path -> !named.contains(path.substring(path.lastIndexOf('.') + 1)))
                .toList();
        assertEquals(List.of(), missing);
        assertTrue(reader.keysRead().size() > 30, () -> "read only " + reader.keysRead());
    }

    @Test
    void namesNoKeyThatTheCodeDoesNotKnow() throws IOException {
        try {
            reader().read(everyKeyPresent());
        } catch (ConfigurationException e) {
            List<String> unknown = e.faults().stream()
                    .map(Fault::message)
                    .filter(message -> message.contains("unknown key") || message.contains("not YAML"))
                    .toList();
            assertEquals(List.of(), unknown);
        }
    }

    /** The reference with its commented keys taken in, and the two mappings in place of their words. */
    private static String everyKeyPresent() throws IOException {
        return Files.readAllLines(REFERENCE).stream()
                .filter(line -> !line.matches("(redis|postgres): embedded"))
                .map(line -> COMMENTED_KEY.matcher(line).replaceFirst("$1$2"))
                .collect(Collectors.joining("\n"));
    }
}
