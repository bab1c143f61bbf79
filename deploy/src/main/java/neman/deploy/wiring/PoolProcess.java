package neman.deploy.wiring;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import neman.bitcoin.PayoutAddress;
import neman.console.view.PoolView;
import neman.deploy.config.PoolConfiguration;

/** A running pool, or the roles of it that this process has: {@link #start} to {@link #close}. */
public final class PoolProcess implements AutoCloseable {
    private static final Duration DIRECTORY_PATIENCE = Duration.ofSeconds(1);

    private final Parts parts;
    private final PoolConfiguration configuration;
    private final Services services;
    private final Optional<StratumRole> stratum;
    private final Optional<ConsoleRole> console;

    private PoolProcess(
            Parts parts,
            PoolConfiguration configuration,
            Services services,
            Optional<StratumRole> stratum,
            Optional<ConsoleRole> console) {
        this.parts = parts;
        this.configuration = configuration;
        this.services = services;
        this.stratum = stratum;
        this.console = console;
    }

    /**
     * Starts from the services to the miners' ports; where something cannot be started, what already was is ended again.
     *
     * @param otherBlocksEvery the pace at which the sandbox's other miners find blocks, where the sandbox runs
     * @param progress told in a line each what takes long
     * @param stopRequested asked between the steps
     * @throws PoolException with one line that names the thing and the remedy
     * @throws StoppedException where it was told to stop before it ran
     */
    public static PoolProcess start(
            PoolConfiguration configuration,
            Set<Role> roles,
            Duration otherBlocksEvery,
            Consumer<String> progress,
            BooleanSupplier stopRequested)
            throws PoolException, StoppedException {
        Parts parts = new Parts(stopRequested);
        try {
            return new Start(configuration, roles, otherBlocksEvery, progress, parts).run();
        } catch (PoolException | StoppedException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /** The steps of a start, in order. */
    private record Start(
            PoolConfiguration configuration,
            Set<Role> roles,
            Duration otherBlocksEvery,
            Consumer<String> progress,
            Parts parts) {
        PoolProcess run() throws PoolException, StoppedException {
            DataDirectory data = DataDirectory.claim(configuration.dataDirectory(), configuration.network());
            parts.add("data-directory", DIRECTORY_PATIENCE, data);
            Listening.requireFree(configuration, roles);
            Services services = Services.start(configuration, data, roles, otherBlocksEvery, parts, progress);
            if (services.reachesDatabase()) {
                Schemas.prepare(configuration, services.database());
            }
            return roles(data, services, InstantSource.system());
        }

        /** From right to left of the way of a share, so that the end goes from left to right. */
        private PoolProcess roles(DataDirectory data, Services services, InstantSource clock)
                throws PoolException, StoppedException {
            PoolAlarms alarms = PoolAlarms.open(configuration, roles, clock, parts);
            Readiness readiness = new Readiness();
            Optional<ConsoleRole> console = Optional.empty();
            if (roles.contains(Role.CONSOLE)) {
                console = Optional.of(
                        ConsoleRole.start(configuration, services, alarms, readiness.checks(), clock, parts));
            }
            BookkeepingRoles bookkeeping = new BookkeepingRoles(configuration, services, clock);
            if (roles.contains(Role.PAYOUT)) {
                alarms.tellOfLedger(services, bookkeeping.startPayout(parts), clock, parts);
            }
            if (roles.contains(Role.ACCOUNTANT)) {
                bookkeeping.startAccountant(alarms, parts);
            }
            Optional<StratumRole> stratum = Optional.empty();
            if (roles.contains(Role.STRATUM)) {
                stratum = Optional.of(StratumRole.start(configuration, data, services, alarms, clock, parts));
            }
            alarms.record(data.path(), services, new RedisCheck(configuration.redis()), clock, parts);
            readiness.started(stratum);
            return new PoolProcess(parts, configuration, services, stratum, console);
        }
    }

    public Path dataDirectory() {
        return configuration.dataDirectory();
    }

    /** Where miners connect, with the true ports; empty without the stratum role. */
    public List<InetSocketAddress> stratumAddresses() {
        return stratum.map(role -> role.server().addresses()).orElse(List.of());
    }

    /** Gets the coinbases: configured, or the sandbox wallet's. */
    public PayoutAddress poolAddress() {
        return services.poolAddress();
    }

    /** Where the page is; empty without the console role. */
    public Optional<InetSocketAddress> httpAddress() {
        return console.map(ConsoleRole::address);
    }

    /** What the page shows; empty without the console role. */
    public Optional<PoolView> view() {
        return console.map(ConsoleRole::view);
    }

    /** Shares that this process has answered with true since its start. */
    public long acceptedShares() {
        return stratum.map(role -> role.server().snapshot().accepted()).orElse(0L);
    }

    /** Ends everything, in the order in which shares flow. Takes less than ten seconds. */
    @Override
    public void close() {
        parts.close();
    }
}
