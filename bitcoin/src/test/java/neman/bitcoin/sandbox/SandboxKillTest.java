package neman.bitcoin.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import neman.bitcoin.node.NodeClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process of its own that is killed while it mines: what it has said is on the disk. */
class SandboxKillTest {
    @TempDir
    Path directory;

    /** The process: mines without end and says each height that it has reached. */
    static final class Victim {
        private Victim() {}

        public static void main(String[] arguments) throws IOException {
            SandboxNode node = SandboxNode.start(settings(Path.of(arguments[0])));
            while (true) {
                node.controls().mineOthers(1);
                System.out.println(node.controls().height());
            }
        }
    }

    private static SandboxSettings settings(Path directory) {
        return SandboxSettings.defaults(directory).withNbits(SandboxSettings.EASIEST_NBITS);
    }

    @Test
    void whatAKilledNodeHasSaidSurvives() throws Exception {
        int said = killAfter(200);
        assertSurvived(said);
        int saidLater = killAfter(said + 50);
        assertSurvived(saidLater);
    }

    private int killAfter(int height) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Victim.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        int said = 0;
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null && said < height; line = output.readLine()) {
                said = line.matches("[0-9]+") ? Integer.parseInt(line) : said;
            }
        } finally {
            process.destroyForcibly();
        }
        assertTrue(process.waitFor(10, TimeUnit.SECONDS));
        assertTrue(said >= height, "the node ended by itself at " + said);
        return said;
    }

    private void assertSurvived(int said) throws IOException {
        assertTrue(Files.exists(directory.resolve(".cookie")), "a killed node leaves its cookie");
        try (SandboxNode node = SandboxNode.start(settings(directory));
                NodeClient client = new NodeClient(node.endpoint(), Duration.ofSeconds(5))) {
            assertTrue(node.controls().height() >= said, node.controls().height() + " after " + said);
            assertEquals(
                    client.blockHash(said).orElseThrow(),
                    client.header(client.blockHash(said).orElseThrow())
                            .orElseThrow()
                            .hash());
            node.controls().mineOthers(1);
        }
    }
}
