package neman.accounting.alarm;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the alarms of one process to PostgreSQL, on a thread of its own; what cannot be written now is written later. What an
 * earlier start left open and this one has not raised within {@link #GRACE} is cleared.
 */
public final class AlarmRecorder implements AutoCloseable {
    /** For a process that has just started to see for itself what still stands. */
    static final Duration GRACE = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(AlarmRecorder.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final Duration SWEEP_EVERY = Duration.ofMinutes(10);
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(1);

    private final AlarmStore store;
    private final AlarmBook book;
    private final String source;
    private final InstantSource clock;
    private final Instant startedAt;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "alarms");
        made.setDaemon(true);
        return made;
    });
    // The thread's own.
    private boolean failing;
    private boolean leftoversCleared;
    private Instant nextSweepAt = Instant.MIN;

    /**
     * @param database not closed by this
     * @param source names this process among those of the pool, the same after a restart
     */
    public AlarmRecorder(DataSource database, AlarmBook book, String source, InstantSource clock) {
        this.store = new AlarmStore(database);
        this.book = book;
        this.source = source;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    public void start() {
        thread.scheduleWithFixedDelay(this::recordOrLog, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void recordOrLog() {
        try {
            record();
            failing = false;
        } catch (SQLException e) {
            if (!failing) {
                LOG.warn("event=alarms-wait reason=\"{}\"", e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            LOG.error("event=alarms-not-recorded", e);
        }
    }

    /** Once. */
    synchronized void record() throws SQLException {
        book.tick();
        List<AlarmRow> rows = book.due();
        if (!rows.isEmpty()) {
            store.write(source, rows);
            book.written(rows);
        }
        Instant now = clock.instant();
        if (!leftoversCleared && !now.isBefore(startedAt.plus(GRACE))) {
            store.clearLeftovers(source, startedAt, now);
            leftoversCleared = true;
        }
        if (!now.isBefore(nextSweepAt)) {
            store.sweep(now);
            nextSweepAt = now.plus(SWEEP_EVERY);
        }
    }

    /** Writes what there is once more, where that goes at once. */
    @Override
    public void close() {
        thread.execute(this::recordOrLog);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
