package neman.deploy.wiring;

import java.sql.SQLException;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.transport.ShareShipper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records an instance as stopped, the last thing that it does: from then on no block waits for it. One whose shares are not all in
 * Redis stays recorded as running, so that a block found meanwhile waits its time and names it as absent.
 */
final class StoppedMark implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StoppedMark.class);

    private final InstanceRegistry registry;
    private final InstanceIdentity identity;
    private volatile ShareShipper shipper;

    StoppedMark(InstanceRegistry registry, InstanceIdentity identity) {
        this.registry = registry;
        this.identity = identity;
    }

    void isShippedBy(ShareShipper shipperOfTheInstance) {
        shipper = shipperOfTheInstance;
    }

    @Override
    public void close() {
        if (shipper != null && !shipper.isEverythingShipped()) {
            LOG.info("event=instance-not-marked-stopped reason=\"its journal is not all in Redis\"");
            return;
        }
        try {
            registry.markStopped(identity);
        } catch (SQLException e) {
            LOG.warn("event=instance-not-marked-stopped reason=\"{}\"", e.getMessage());
        }
    }
}
