package neman.accounting.embedded;

import java.io.IOException;

/** Ends what was started, also on a thread that has been interrupted: waiting would fail there and leave an orphan. */
@FunctionalInterface
interface Cleanup {
    void run() throws IOException;

    /** Runs {@code cleanup} with the thread's interrupt set aside, then sets it again. */
    static void uninterrupted(Cleanup cleanup) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            cleanup.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Runs {@code cleanup} after {@code failure}, which stays the one to report. */
    static void after(Exception failure, Cleanup cleanup) {
        try {
            uninterrupted(cleanup);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
