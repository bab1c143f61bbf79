package neman.deploy.wiring;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import neman.accounting.leader.Leadership;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A role of which one process in the whole pool is active: waits on a thread of its own until this process leads, runs the
 * service, and stands by again when the lead is lost.
 */
final class LeaderRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderRole.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** Begins the work of a role. */
    interface Service {
        Work start(Leadership leadership);
    }

    /**
     * What a leader does.
     *
     * @param goesOn false once it stopped by itself, because it noticed a takeover
     * @param end stops it; the leadership stays ours to give back
     */
    record Work(BooleanSupplier goesOn, Runnable end) {}

    private final Role role;
    private final DataSource database;
    private final Service service;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean active;

    LeaderRole(Role role, DataSource database, Service service) {
        this.role = role;
        this.database = database;
        this.service = service;
        this.thread = new Thread(this::run, "role-" + role.word());
    }

    void start() {
        thread.start();
    }

    /** Whether this process leads and the service runs. */
    boolean isActive() {
        return active;
    }

    private void run() {
        boolean waits = false;
        do {
            try {
                Optional<Leadership> leadership = Leadership.tryAcquire(database, role.word(), holder());
                if (leadership.isPresent()) {
                    waits = false;
                    lead(leadership.get());
                } else if (!waits) {
                    waits = true;
                    LOG.info("event=standing-by role={}", role.word());
                }
            } catch (SQLException e) {
                LOG.warn("event=no-leadership role={} reason=\"{}\"", role.word(), e.getMessage());
            }
        } while (!isClosing(LOOK_EVERY));
    }

    private static String holder() {
        return "process " + ProcessHandle.current().pid();
    }

    private void lead(Leadership leadership) {
        try (leadership) {
            Work work = service.start(leadership);
            try {
                active = true;
                while (!isClosing(LOOK_EVERY) && work.goesOn().getAsBoolean() && leadership.isHeld()) {
                    continue;
                }
            } finally {
                work.end().run();
            }
        } catch (RuntimeException e) {
            LOG.error("event=role-failed role={} remedy=\"it is started again\"", role.word(), e);
        } finally {
            active = false;
        }
    }

    private boolean isClosing(Duration patience) {
        try {
            return closing.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
