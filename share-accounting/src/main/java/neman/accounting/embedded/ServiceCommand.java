package neman.accounting.embedded;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a short command of a service to its end. */
final class ServiceCommand {
    private static final int REASON_LINES = 5;

    private ServiceCommand() {}

    /**
     * @param output where the command's output goes; replaced
     * @throws IOException where it fails or takes longer than {@code timeout}; the message ends with its last lines
     */
    static void run(List<String> command, Path output, Duration timeout) throws IOException {
        int status = statusOf(command, output, timeout);
        if (status != 0) {
            throw new IOException(
                    Path.of(command.get(0)).getFileName() + " failed with status " + status + ": " + lastLines(output));
        }
    }

    static int statusOf(List<String> command, Path output, Duration timeout) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(output.toFile());
        // The operator's own PGDATA, PGPORT … speak of another server.
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        Process process = builder.start();
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new IOException(String.join(" ", command) + " took longer than " + timeout.toSeconds() + " s");
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while running " + command.get(0));
        }
    }

    /** The end of a log, in one line. */
    static String lastLines(Path log) throws IOException {
        if (Files.notExists(log)) {
            return "no output";
        }
        List<String> lines = new String(Files.readAllBytes(log), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        return String.join(" | ", lines.subList(Math.max(0, lines.size() - REASON_LINES), lines.size()));
    }
}
