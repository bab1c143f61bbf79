package neman.stratum.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A pool that has no descriptor left for a connection, by {@code ulimit -n}, and then has again. */
class DescriptorsExhaustedIT {
    /** Enough for the reserve that is not given to connections, and some of those. */
    private static final int DESCRIPTORS = 600;

    @Test
    void theAcceptLoopSurvivesAndSaysSoOnce(@TempDir Path directory) throws Exception {
        Assumptions.assumeTrue(hasShell(directory), "no sh with ulimit");
        Path errors = directory.resolve("errors");
        Process process = start(directory, errors);
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            InetSocketAddress pool =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(await(said, "port ")));
            try (TestMiner early = new TestMiner(pool)) {
                early.begin();
                early.assertAccepted(
                        early.submit(early.solve(TestPool.EASY.target()))); // loads classes, which takes descriptors
                tell(process, said, "fill");
                List<TestMiner> waiting = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    waiting.add(new TestMiner(pool));
                }
                Await.until("a connection finds no descriptor", () -> failures(errors) > 0);
                early.assertAccepted(early.submit(early.solve(TestPool.EASY.target())));
                tell(process, said, "free");
                for (TestMiner miner : waiting) {
                    miner.begin();
                    miner.assertAccepted(miner.submit(miner.solve(TestPool.EASY.target())));
                    miner.close();
                }
            }
            assertEquals(1, failures(errors), () -> text(errors));
        } finally {
            process.getOutputStream().close();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }

    private static boolean hasShell(Path directory) throws InterruptedException {
        try {
            Process shell = new ProcessBuilder("sh", "-c", "ulimit -n " + DESCRIPTORS)
                    .directory(directory.toFile())
                    .start();
            if (shell.waitFor(10, TimeUnit.SECONDS) && shell.exitValue() == 0) {
                return true;
            }
        } catch (IOException e) {
            System.err.println("SKIPPED: no shell: " + e.getMessage());
            return false;
        }
        System.err.println("SKIPPED: sh does not know ulimit -n");
        return false;
    }

    private static Process start(Path directory, Path errors) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + DESCRIPTORS + " && exec \"$0\" \"$@\"",
                        java,
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FullProcess.class.getName(),
                        directory.toString())
                .redirectError(errors.toFile())
                .start();
    }

    private static void tell(Process process, BufferedReader said, String word) throws IOException {
        process.getOutputStream().write((word + "\n").getBytes(StandardCharsets.US_ASCII));
        process.getOutputStream().flush();
        await(said, "done " + word);
    }

    /** What stands behind {@code start} in the next line that begins so. */
    private static String await(BufferedReader said, String start) throws IOException {
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.startsWith(start)) {
                return line.substring(start.length());
            }
        }
        throw new IOException("the process ended before it said '" + start + "'");
    }

    private static long failures(Path errors) {
        String text = text(errors);
        assertTrue(!text.contains("Exception"), text);
        return text.lines().filter(line -> line.contains("event=accept-failed")).count();
    }

    private static String text(Path errors) {
        try {
            return Files.readString(errors);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
