package neman.deploy.wiring;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import neman.accounting.instance.InstanceRegistry;
import neman.accounting.journal.Durability;
import neman.accounting.journal.InstanceIdentity;
import neman.accounting.journal.JournalSettings;
import neman.accounting.journal.ShareJournal;
import neman.accounting.live.LiveStatusPublisher;
import neman.accounting.transport.ShareShipper;
import neman.bitcoin.Network;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.config.PoolConfiguration.JournalDurability;
import neman.deploy.config.StratumPort;
import neman.stratum.server.PortSettings;
import neman.stratum.server.Rehearsal;
import neman.stratum.server.StratumServer;
import neman.stratum.server.StratumSettings;
import neman.stratum.session.Farewell;
import neman.stratum.vardiff.VardiffSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Miners' side of the pool: their connections, the journal of their shares, and what carries it on. */
final class StratumRole {
    private static final Logger LOG = LoggerFactory.getLogger(StratumRole.class);

    private static final Duration JOURNAL_PATIENCE = Duration.ofSeconds(2);
    private static final Duration SHIPPER_PATIENCE = Duration.ofSeconds(2);
    /** For every miner to go with its answers. */
    private static final Duration SERVER_PATIENCE = Duration.ofSeconds(5);

    private static final Duration REHEARSAL = Duration.ofSeconds(2);

    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(1);

    private final StratumServer server;
    private final ShareJournal journal;

    private StratumRole(StratumServer server, ShareJournal journal) {
        this.server = server;
        this.journal = journal;
    }

    static StratumRole start(
            PoolConfiguration configuration,
            DataDirectory data,
            Services services,
            PoolAlarms alarms,
            InstantSource clock,
            Parts parts)
            throws PoolException, StoppedException {
        try {
            InstanceRegistry registry = new InstanceRegistry(services.database());
            InstanceRegistry.Started started = registry.start(data.path());
            InstanceIdentity identity = started.identity();
            alarms.isInstance(identity.number());
            InstanceMark mark = parts.add(
                    "instance", SHORT_PATIENCE, new InstanceMark(registry, data.path(), identity, alarms.book()));
            if (!started.entered()) {
                mark.enterWhenPossible(() -> Schemas.prepareLate(configuration, services.database()));
            }
            ShareJournal journal = ShareJournal.open(journalSettings(configuration, data, identity));
            parts.add("journal", JOURNAL_PATIENCE, journal);
            ShareShipper shipper = new ShareShipper(journal, services.redis());
            parts.add("shipper", SHIPPER_PATIENCE, shipper);
            shipper.start();
            mark.isShippedBy(shipper);
            alarms.watch(StratumLooks.of(journal, shipper, configuration.stratum(), clock), parts);
            OtherInstances others = new OtherInstances(
                    registry,
                    services.redis(),
                    configuration.network(),
                    identity,
                    configuration.resume().keptFor());
            parts.add("other-instances", SHORT_PATIENCE, others);
            StratumSettings settings = stratumSettings(configuration, data, services);
            rehearse(settings);
            StratumServer server =
                    new StratumServer(settings, identity, services.nodes(), journal, others, alarms.book(), clock);
            LiveStatusPublisher publisher =
                    new LiveStatusPublisher(services.redis(), configuration.network(), server::snapshot);
            parts.add("live-status", SHORT_PATIENCE, publisher);
            parts.add("stratum", SERVER_PATIENCE, server);
            server.start();
            if (configuration.stratum().stream()
                    .anyMatch(port -> port.transport().tls().isPresent())) {
                parts.add("reload-signal", SHORT_PATIENCE, ReloadSignal.install(server::reloadCertificates));
            }
            publisher.start();
            others.watch(server::instancesRunning);
            return new StratumRole(server, journal);
        } catch (IOException e) {
            throw new PoolException("the stratum role cannot start: " + e.getMessage(), e);
        }
    }

    /** Whoever meets a pool that has just started is everyone at once; on the sandbox chain that is nobody. */
    private static void rehearse(StratumSettings settings) {
        if (settings.network() != Network.SANDBOX) {
            Rehearsal.play(settings, REHEARSAL);
        }
    }

    private static JournalSettings journalSettings(
            PoolConfiguration configuration, DataDirectory data, InstanceIdentity identity) {
        boolean disk = configuration.journal().durability() == JournalDurability.DISK;
        return new JournalSettings(
                data.resolve("journal"),
                configuration.network(),
                identity,
                configuration.journal().forceInterval(),
                disk ? Durability.DISK : Durability.PROCESS,
                JournalSettings.DEFAULT_ROLL_BYTES,
                JournalSettings.DEFAULT_QUEUE_CAPACITY);
    }

    private static StratumSettings stratumSettings(
            PoolConfiguration configuration, DataDirectory data, Services services) {
        List<PortSettings> ports = new ArrayList<>();
        for (StratumPort port : configuration.stratum()) {
            ports.add(new PortSettings(
                    Listening.resolve(port.listen()),
                    port.startDifficulty(),
                    port.minDifficulty(),
                    port.maxDifficulty(),
                    port.vardiff(),
                    new VardiffSettings(port.shareInterval()),
                    port.transport()));
        }
        return new StratumSettings(
                configuration.network(),
                services.poolAddress(),
                configuration.job().coinbase(),
                ports,
                data.resolve("blocks"),
                configuration.job().grace(),
                configuration.job().emptyFirst(),
                configuration.templates(),
                StratumSettings.DEFAULT_VERSION_ROLLING_MASK,
                configuration.limits(),
                configuration.resume(),
                new Farewell(
                        configuration.drain().reconnect(), configuration.drain().pause()));
    }

    StratumServer server() {
        return server;
    }

    ShareJournal journal() {
        return journal;
    }
}
