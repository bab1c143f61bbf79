package neman.accounting.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Sends signals to a process and all that it has started. */
final class Signals {
    private Signals() {}

    /** A server that we did not start as our own child, by its program and one whole argument. */
    static ProcessHandle find(String program, String argument) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .command()
                        .filter(name -> name.endsWith("/" + program))
                        .isPresent())
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains(argument))
                        .isPresent())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + program + " with " + argument + " runs"));
    }

    static void pause(ProcessHandle process) throws IOException {
        send("-STOP", process);
    }

    static void goOn(ProcessHandle process) throws IOException {
        send("-CONT", process);
    }

    /** Returns when all of them are gone. */
    static void kill(ProcessHandle process) throws IOException {
        List<ProcessHandle> tree = tree(process);
        send("-KILL", process);
        for (ProcessHandle killed : tree) {
            Waiting.until("process " + killed.pid() + " is gone", () -> !isRunning(killed));
        }
    }

    /** What nobody waits for stays in the table of processes, without a command. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }

    private static List<ProcessHandle> tree(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants()).toList();
    }

    private static void send(String signal, ProcessHandle process) throws IOException {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        tree(process).forEach(each -> command.add(Long.toString(each.pid())));
        run(command);
    }

    /** One that has ended meanwhile is no error. */
    private static void run(List<String> command) throws IOException {
        Process kill = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            if (!kill.waitFor(10, TimeUnit.SECONDS)) {
                throw new IOException(command + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
