package neman.deploy.wiring;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import neman.accounting.alarm.Alarm;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.transport.ShareShipper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the registry says of this instance. Running as soon as PostgreSQL is in reach, on a thread of its own: from then on blocks
 * wait for it. Stopped as the last thing that it does; one whose shares are not all in Redis stays recorded as running, so that a
 * block found meanwhile waits its time and names it as absent.
 */
final class InstanceMark implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InstanceMark.class);
    private static final long RETRY_MS = 2_000;
    private static final String SCHEMAS = "schemas";

    private final InstanceRegistry registry;
    private final Path dataDirectory;
    private final InstanceIdentity identity;
    private final AlarmBook alarms;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "instance-mark"));
    private boolean isNew;
    private volatile ShareShipper shipper;

    /** What a start that reaches the database does before it uses it. */
    @FunctionalInterface
    interface Preparation {
        void prepare() throws SQLException, PoolException;
    }

    InstanceMark(InstanceRegistry registry, Path dataDirectory, InstanceIdentity identity, AlarmBook alarms) {
        this.registry = registry;
        this.dataDirectory = dataDirectory;
        this.identity = identity;
        this.alarms = alarms;
    }

    /** For an instance of whose start the registry does not know, nor this program whether the database fits. */
    void enterWhenPossible(Preparation ofTheDatabase) {
        thread.scheduleWithFixedDelay(() -> enter(ofTheDatabase), 0, RETRY_MS, TimeUnit.MILLISECONDS);
    }

    private void enter(Preparation ofTheDatabase) {
        try {
            ofTheDatabase.prepare();
            alarms.clear(AlarmCode.POSTGRES_UNUSABLE, SCHEMAS);
            if (!isNew) {
                registry.requireNew(dataDirectory, identity);
                isNew = true; // not asked again: a mark whose answer was lost would look like somebody else's
            }
            registry.markRunning(identity);
            LOG.info("event=instance-entered number={} start={}", identity.number(), identity.startCounter());
            thread.shutdown(); // its only task has done what it was for
        } catch (SQLException e) {
            LOG.debug("event=instance-not-entered reason=\"{}\"", e.getMessage());
        } catch (PoolException e) {
            alarms.raise(Alarm.of(AlarmCode.POSTGRES_UNUSABLE, SCHEMAS, e.getMessage()));
        } catch (IOException e) {
            String number = Integer.toString(identity.number());
            alarms.raise(Alarm.of(AlarmCode.INSTANCE_NOT_ENTERED, number, e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("event=instance-not-entered", e);
        }
    }

    void isShippedBy(ShareShipper shipperOfTheInstance) {
        shipper = shipperOfTheInstance;
    }

    @Override
    public void close() {
        thread.shutdownNow();
        if (shipper != null && !shipper.isEverythingShipped()) {
            LOG.info("event=instance-not-marked-stopped reason=\"its journal is not all in Redis\"");
            return;
        }
        try {
            thread.awaitTermination(RETRY_MS, TimeUnit.MILLISECONDS);
            registry.markStopped(identity);
        } catch (SQLException e) {
            LOG.warn("event=instance-not-marked-stopped reason=\"{}\"", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
