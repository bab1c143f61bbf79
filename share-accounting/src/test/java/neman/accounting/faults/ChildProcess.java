package neman.accounting.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM of ours with a main class, started again as often as it is killed. It never outlives the one that started it. */
final class ChildProcess implements AutoCloseable {
    private final List<String> command;
    private final Path output;
    private Process process;

    ChildProcess(Class<?> main, Path output, Path... arguments) {
        this.output = output;
        command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dneman.log=INFO",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        for (Path argument : arguments) {
            command.add(argument.toString());
        }
    }

    interface CommandReader {
        void take(String command) throws IOException;
    }

    /** Called in the child: hears commands, and ends the process when the parent is gone. */
    static void endWithItsParent(CommandReader reader) {
        Thread thread = new Thread(() -> {
            try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    reader.take(line);
                }
            } catch (IOException e) {
                System.out.println("input failed: " + e);
            }
            Runtime.getRuntime().halt(0);
        });
        thread.setDaemon(true);
        thread.start();
    }

    void start() throws IOException {
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                .start();
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    boolean isAlive() {
        return process != null && process.isAlive();
    }

    void tell(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** SIGTERM; returns when it is gone. */
    void terminate() throws IOException {
        process.destroy();
        Waiting.until("the process ends after SIGTERM", () -> !process.isAlive());
    }

    void kill() throws IOException {
        process.destroyForcibly();
        Waiting.until("the process is gone", () -> !process.isAlive());
    }

    @Override
    public void close() throws IOException {
        if (isAlive()) {
            kill();
        }
    }
}
