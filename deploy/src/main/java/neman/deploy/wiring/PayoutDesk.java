package neman.deploy.wiring;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.database.SchemaMigration;
import neman.accounting.database.UnusableDatabaseException;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.RunningServices;
import neman.accounting.leader.Leadership;
import neman.bitcoin.Network;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.node.WalletClient;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.bitcoin.sandbox.wallet.WalletKeys;
import neman.deploy.config.PoolConfiguration;
import neman.payout.PayoutService;
import neman.payout.ledger.LedgerSchema;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.ledger.OperatorCommand;
import neman.payout.settings.PayoutSettings;

/**
 * An operator's place at the books, for one command: the configured PostgreSQL and nodes, or the embedded ones of the pool that
 * runs in the data directory, or, where none runs, embedded ones that are started for this time.
 *
 * <p>Schemas that others use are never migrated here: a command may be newer than the pool that runs. Used by one thread.
 */
public final class PayoutDesk implements AutoCloseable {
    private static final String ROLE = "payout";
    /** The embedded PostgreSQL's place in the data directory, and its name among running services. */
    private static final String POSTGRES = "postgres";

    private static final int CONNECTIONS = 4;
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PoolConfiguration configuration;
    private final Parts parts;
    private final HikariDataSource database;
    private final boolean beside;
    private final InstantSource clock = InstantSource.system();
    private Optional<PayoutWiring> wiring = Optional.empty();

    /** @param beside another process owns the embedded services, and has the payout role */
    private PayoutDesk(PoolConfiguration configuration, Parts parts, HikariDataSource database, boolean beside) {
        this.configuration = configuration;
        this.parts = parts;
        this.database = database;
        this.beside = beside;
    }

    /**
     * @param progress told in a line each what takes long
     * @throws PoolException with one line that names the thing and the remedy
     */
    public static PayoutDesk open(PoolConfiguration configuration, Consumer<String> progress) throws PoolException {
        Parts parts = new Parts(() -> false);
        try {
            return open(configuration, parts, progress);
        } catch (PoolException | RuntimeException e) {
            parts.close();
            throw e;
        } catch (UnusableDatabaseException e) {
            parts.close();
            throw new PoolException(e.getMessage(), e);
        } catch (IOException | SQLException | StoppedException e) {
            parts.close();
            throw new PoolException("the books cannot be opened: " + e.getMessage(), e);
        }
    }

    private static PayoutDesk open(PoolConfiguration configuration, Parts parts, Consumer<String> progress)
            throws PoolException, UnusableDatabaseException, IOException, SQLException, StoppedException {
        if (configuration.postgres().isPresent()) {
            HikariDataSource database =
                    connect(Services.accessOf(configuration.postgres().get()), parts);
            requireCurrent(database);
            return new PayoutDesk(configuration, parts, database, false);
        }
        Path data = configuration.dataDirectory();
        Optional<RunningServices.Service> running =
                RunningServices.find(data).map(services -> services.services().get(POSTGRES));
        if (running.isPresent()) {
            RunningServices.Service service = running.get();
            PostgresAccess access = new PostgresAccess(service.url(), service.user(), service.password());
            HikariDataSource database = connect(access, parts);
            requireCurrent(database);
            return new PayoutDesk(configuration, parts, database, true);
        }
        if (!Files.isDirectory(data.resolve(POSTGRES))) {
            throw new PoolException("no pool has kept books in " + data + "; name its --config or --data");
        }
        parts.add("data-directory", PATIENCE, DataDirectory.claim(data, configuration.network()));
        progress.accept("starting PostgreSQL for this command");
        EmbeddedPostgres postgres =
                parts.add("postgres", PATIENCE, EmbeddedPostgres.start(data.resolve(POSTGRES), progress));
        HikariDataSource database = connect(postgres.access(), parts);
        AccountingSchema.migrate(database);
        LedgerSchema.migrate(database);
        return new PayoutDesk(configuration, parts, database, false);
    }

    private static HikariDataSource connect(PostgresAccess access, Parts parts)
            throws UnusableDatabaseException, StoppedException {
        return parts.add("postgres-client", PATIENCE, Databases.open(access, CONNECTIONS));
    }

    private static void requireCurrent(DataSource database) throws UnusableDatabaseException {
        for (SchemaMigration schema : List.of(AccountingSchema.MIGRATION, LedgerSchema.MIGRATION)) {
            if (schema.pending(database) > 0) {
                throw new UnusableDatabaseException("the schema " + schema.schema()
                        + " is older than this program; restart the pool with this version first, which migrates it");
            }
        }
    }

    public PoolConfiguration configuration() {
        return configuration;
    }

    public Network network() {
        return configuration.network();
    }

    public DataSource database() {
        return database;
    }

    public InstantSource clock() {
        return clock;
    }

    /** For what changes the books: between two transactions of whoever leads, and noted. */
    public LedgerTransactions transactions(OperatorCommand command) {
        return LedgerTransactions.ofOperator(database, command, clock);
    }

    /** The wallet that pays. */
    public WalletClient wallet() throws PoolException {
        return new WalletClient(wiring().payingNode());
    }

    public PayoutSettings settings() throws PoolException {
        return wiring().settings();
    }

    /** This process leads as payout until the answer is closed; empty where another process does, or will in a moment. */
    public Optional<Lead> lead() throws PoolException, SQLException {
        if (beside) {
            return Optional.empty();
        }
        PayoutWiring made = wiring();
        Optional<Leadership> leadership = Leadership.tryAcquire(
                database, ROLE, "command, process " + ProcessHandle.current().pid());
        return leadership.map(won -> new Lead(won, made.service(won)));
    }

    /** The payout role, taken for a short time. */
    public static final class Lead implements AutoCloseable {
        private final Leadership leadership;
        private final PayoutService service;

        private Lead(Leadership leadership, PayoutService service) {
            this.leadership = leadership;
            this.service = service;
        }

        /** As {@link PayoutService#tick}. */
        public void tick() throws SQLException {
            service.tick();
        }

        @Override
        public void close() {
            service.close();
            leadership.close();
        }
    }

    private PayoutWiring wiring() throws PoolException {
        if (wiring.isEmpty()) {
            wiring = Optional.of(wire());
        }
        return wiring.get();
    }

    private PayoutWiring wire() throws PoolException {
        try {
            List<NodeClient> nodes = new ArrayList<>();
            for (NodeEndpoint endpoint : endpoints()) {
                nodes.add(parts.add("node-client", PATIENCE, new NodeClient(endpoint, NODE_TIMEOUT)));
            }
            return new PayoutWiring(
                    configuration, database, nodes, poolAddress(), PayoutWiring.limits(configuration), clock);
        } catch (IOException | StoppedException e) {
            throw new PoolException("the sandbox chain cannot be started: " + e.getMessage(), e);
        }
    }

    private List<NodeEndpoint> endpoints() throws IOException, StoppedException, PoolException {
        if (!configuration.nodes().isEmpty()) {
            return configuration.nodes();
        }
        if (beside) {
            return List.of(SandboxNode.runningIn(sandbox().directory())
                    .orElseThrow(() -> new PoolException("the sandbox chain of the running pool cannot be found")));
        }
        return List.of(
                parts.add("sandbox", PATIENCE, SandboxNode.start(sandbox())).endpoint());
    }

    private SandboxSettings sandbox() {
        return SandboxSettings.defaults(configuration.dataDirectory().resolve("sandbox"))
                .withOtherBlocksEvery(Duration.ZERO);
    }

    /** With nodes the configuration names it; else it is the first of the sandbox's wallet. */
    private PayoutAddress poolAddress() {
        return configuration
                .pool()
                .address()
                .orElseGet(() -> new WalletKeys(sandbox().seed()).first().address());
    }

    @Override
    public void close() {
        parts.close();
    }
}
