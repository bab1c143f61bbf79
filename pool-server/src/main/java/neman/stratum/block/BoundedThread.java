package neman.stratum.block;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** An executor of one daemon thread whose queue has a bound; when it is full, work is refused. */
final class BoundedThread {
    private BoundedThread() {}

    static ExecutorService start(String name, int maxWaiting) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Lets what was accepted finish until {@code deadlineNanos} of {@link System#nanoTime}, then interrupts it. */
    static void stop(ExecutorService thread, long deadlineNanos) {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
