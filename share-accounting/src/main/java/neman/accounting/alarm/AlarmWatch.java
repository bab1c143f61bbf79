package neman.accounting.alarm;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at things that do not report by themselves, each every so often; raises its alarm when something has been wrong for a
 * while and clears it when it is not. A look that hangs holds up only the others of its thread, of which there are {@value
 * #THREADS}.
 */
public final class AlarmWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AlarmWatch.class);
    private static final int THREADS = 3;

    private final AlarmBook book;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService threads;

    /**
     * One thing to look at.
     *
     * @param every between two looks
     * @param patience how long it must have been wrong
     * @param problem a sentence, empty where all is well; may block; an exception counts as a problem
     */
    public record Look(
            AlarmCode code, String subject, Duration every, Duration patience, Callable<Optional<String>> problem) {}

    public AlarmWatch(AlarmBook book) {
        this(book, System::nanoTime);
    }

    AlarmWatch(AlarmBook book, LongSupplier nanoTime) {
        this.book = book;
        this.nanoTime = nanoTime;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newScheduledThreadPool(THREADS, task -> {
            Thread thread = new Thread(task, "alarm-watch-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    public void add(Look look) {
        Watcher watcher = new Watcher(look);
        threads.scheduleWithFixedDelay(watcher, 0, look.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    /** One look after the other. */
    private final class Watcher implements Runnable {
        private final Look look;
        private boolean wrong;
        private long wrongSinceNanos;

        Watcher(Look look) {
            this.look = look;
        }

        @Override
        public void run() {
            try {
                long beganNanos = nanoTime.getAsLong();
                judge(problem(), beganNanos);
            } catch (RuntimeException e) {
                LOG.error("event=alarm-watch-failed code={} subject={}", look.code(), look.subject(), e);
            }
        }

        private Optional<String> problem() {
            try {
                return look.problem().call();
            } catch (Exception e) {
                return Optional.of(e.getClass().getSimpleName() + ": " + e.getMessage());
            }
        }

        /** What took until its time-out has been wrong for that time already. */
        private void judge(Optional<String> problem, long beganNanos) {
            if (problem.isPresent() && !wrong) {
                wrongSinceNanos = beganNanos;
            }
            wrong = problem.isPresent();
            boolean longEnough = wrong
                    && nanoTime.getAsLong() - wrongSinceNanos >= look.patience().toNanos();
            if (longEnough || !wrong) {
                book.set(look.code(), look.subject(), problem);
            }
        }
    }
}
