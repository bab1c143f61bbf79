package neman.stratum.block;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Executors of one daemon thread. */
final class BoundedThread {
    private BoundedThread() {}

    /** One whose queue has a bound; when it is full, work is refused. */
    static ExecutorService start(String name, int maxWaiting) {
        return new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(maxWaiting), daemons(name));
    }

    /** One for what is due later; whoever uses it bounds how much that is. */
    static ScheduledThreadPoolExecutor scheduled(String name) {
        return new ScheduledThreadPoolExecutor(1, daemons(name));
    }

    private static ThreadFactory daemons(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
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
