package neman.accounting.embedded;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A running service, known by the directory that stands among its arguments.
 *
 * <p>A process id alone proves nothing: after a restart of the machine it may belong to anybody. A zombie has no arguments
 * any more and so counts as gone, which it is.
 */
final class ServiceProcess {
    private static final long POLL_NANOS = 10_000_000;

    private final ProcessHandle handle;
    private final String program;
    private final String argument;

    private ServiceProcess(ProcessHandle handle, String program, String argument) {
        this.handle = handle;
        this.program = program;
        this.argument = argument;
    }

    /**
     * @param program the file name of the executable
     * @param argument one whole argument that no process of another directory has
     */
    static Optional<ServiceProcess> find(String program, String argument) {
        return ProcessHandle.allProcesses()
                .map(handle -> new ServiceProcess(handle, program, argument))
                .filter(ServiceProcess::isRunning)
                .findFirst();
    }

    boolean isRunning() {
        ProcessHandle.Info info = handle.info();
        return info.command().filter(command -> command.endsWith("/" + program)).isPresent()
                && info.arguments()
                        .filter(arguments -> Arrays.asList(arguments).contains(argument))
                        .isPresent();
    }

    long processId() {
        return handle.pid();
    }

    /** SIGTERM. */
    void terminate() {
        handle.destroy();
    }

    /** SIGKILL. */
    void kill() {
        handle.destroyForcibly();
    }

    /** @return whether it is gone */
    boolean awaitGone(Duration timeout) {
        return await(() -> !isRunning(), timeout);
    }

    /** @return whether the condition came true in time; an interrupt ends the wait too and stays set */
    static boolean await(BooleanSupplier condition, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
                return false;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return true;
    }
}
