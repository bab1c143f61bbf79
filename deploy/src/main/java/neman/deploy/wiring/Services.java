package neman.deploy.wiring;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.database.UnreachableDatabaseException;
import neman.accounting.database.UnusableDatabaseException;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.embedded.RunningServices;
import neman.accounting.transport.RedisAddress;
import neman.accounting.transport.RedisLink;
import neman.bitcoin.PayoutAddress;
import neman.bitcoin.node.NodeClient;
import neman.bitcoin.node.NodeEndpoint;
import neman.bitcoin.sandbox.SandboxNode;
import neman.bitcoin.sandbox.SandboxSettings;
import neman.deploy.config.PoolConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the roles stand on: node, Redis, PostgreSQL. Where the configuration names none, one is started in the data
 * directory; where it names one, that one is checked.
 *
 * @param redis one connection for short commands; whoever blocks on Redis opens another to {@link #redisAddress}
 * @param poolAddress gets the coinbases
 * @param reachesDatabase whether it could be connected to at the start; else it is connected to when it can be
 */
record Services(
        List<NodeClient> nodes,
        PayoutAddress poolAddress,
        RedisAddress redisAddress,
        RedisLink redis,
        HikariDataSource database,
        boolean reachesDatabase) {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    /** For a call to a node. Templates of a full mempool take a second or two. */
    private static final Duration NODE_TIMEOUT = Duration.ofSeconds(10);
    /** Enough for every role's threads and the console's requests. */
    private static final int DATABASE_CONNECTIONS = 20;

    /** How long an embedded server may take to end: a checkpoint of PostgreSQL is the longest. */
    private static final Duration SERVER_PATIENCE = Duration.ofSeconds(5);

    private static final Duration CLIENT_PATIENCE = Duration.ofSeconds(1);

    /**
     * @param parts gets everything that must be ended
     * @param roles that will stand on them
     * @param otherBlocksEvery the pace at which the sandbox's other miners find blocks
     * @param progress told in a line each what takes long
     */
    static Services start(
            PoolConfiguration configuration,
            DataDirectory data,
            Set<Role> roles,
            Duration otherBlocksEvery,
            Parts parts,
            Consumer<String> progress)
            throws PoolException, StoppedException {
        Map<String, RunningServices.Service> embedded = new TreeMap<>();
        List<NodeEndpoint> endpoints = configuration.nodes();
        PayoutAddress poolAddress = configuration.pool().address().orElse(null);
        if (endpoints.isEmpty()) {
            SandboxNode sandbox = startSandbox(data, otherBlocksEvery);
            parts.add("sandbox", SERVER_PATIENCE, sandbox);
            endpoints = List.of(sandbox.endpoint());
            poolAddress = configuration.pool().address().orElse(sandbox.walletAddress());
        }
        List<NodeClient> nodes = new ArrayList<>();
        for (NodeEndpoint endpoint : endpoints) {
            nodes.add(parts.add("node-client", CLIENT_PATIENCE, new NodeClient(endpoint, NODE_TIMEOUT)));
        }
        new NodeCheck(configuration.network()).requireUsable(nodes);
        RedisAddress redisAddress = redisAddress(configuration, data, parts, progress, embedded);
        RedisLink redis = parts.add("redis-client", CLIENT_PATIENCE, new RedisLink(redisAddress));
        RedisCheck redisCheck = new RedisCheck(configuration.redis());
        if (Role.beginWithoutServices(roles)) {
            redisCheck.requireUsableOrAway(redis);
        } else {
            redisCheck.requireUsable(redis);
        }
        Database database = database(configuration, data, roles, parts, progress, embedded);
        publish(data, embedded, parts);
        return new Services(
                List.copyOf(nodes), poolAddress, redisAddress, redis, database.connections(), database.isReached());
    }

    private record Database(HikariDataSource connections, boolean isReached) {}

    private static SandboxNode startSandbox(DataDirectory data, Duration otherBlocksEvery) throws PoolException {
        try {
            return SandboxNode.start(
                    SandboxSettings.defaults(data.resolve("sandbox")).withOtherBlocksEvery(otherBlocksEvery));
        } catch (IOException e) {
            throw new PoolException("the sandbox chain cannot be started: " + e.getMessage(), e);
        }
    }

    private static RedisAddress redisAddress(
            PoolConfiguration configuration,
            DataDirectory data,
            Parts parts,
            Consumer<String> progress,
            Map<String, RunningServices.Service> embedded)
            throws PoolException, StoppedException {
        if (configuration.redis().isPresent()) {
            return RedisCheck.addressOf(configuration.redis().get());
        }
        try {
            progress.accept("starting Redis");
            EmbeddedRedis redis =
                    parts.add("redis", SERVER_PATIENCE, EmbeddedRedis.start(data.resolve("redis"), progress));
            embedded.put("redis", redis.service());
            return RedisAddress.of(redis.uri());
        } catch (IOException e) {
            throw new PoolException("the embedded Redis cannot be started: " + e.getMessage(), e);
        }
    }

    private static Database database(
            PoolConfiguration configuration,
            DataDirectory data,
            Set<Role> roles,
            Parts parts,
            Consumer<String> progress,
            Map<String, RunningServices.Service> embedded)
            throws PoolException, StoppedException {
        PostgresAccess access = configuration.postgres().isPresent()
                ? accessOf(configuration.postgres().get())
                : startPostgres(data, parts, progress, embedded);
        Database database = open(access, Role.beginWithoutServices(roles));
        parts.add("postgres-client", CLIENT_PATIENCE, database.connections());
        return database;
    }

    private static Database open(PostgresAccess access, boolean mayBeAway) throws PoolException {
        try {
            return new Database(Databases.open(access, DATABASE_CONNECTIONS), true);
        } catch (UnreachableDatabaseException e) {
            if (!mayBeAway) {
                throw new PoolException(e.getMessage(), e);
            }
            LOG.warn(
                    "event=started-without-postgres reason=\"{}\" remedy=\"bring it back; shares wait in the journal\"",
                    e.getMessage());
            return new Database(Databases.openUnreached(access, DATABASE_CONNECTIONS), false);
        } catch (UnusableDatabaseException e) {
            throw new PoolException(e.getMessage(), e);
        }
    }

    static PostgresAccess accessOf(neman.deploy.config.PostgresAccess configured) {
        return new PostgresAccess(
                configured.jdbcUrl(), configured.user(), configured.password().orElse(""));
    }

    private static PostgresAccess startPostgres(
            DataDirectory data, Parts parts, Consumer<String> progress, Map<String, RunningServices.Service> embedded)
            throws PoolException, StoppedException {
        try {
            progress.accept("starting PostgreSQL");
            EmbeddedPostgres postgres = EmbeddedPostgres.start(data.resolve("postgres"), progress);
            parts.add("postgres", SERVER_PATIENCE, postgres);
            embedded.put("postgres", postgres.service());
            return postgres.access();
        } catch (IOException e) {
            throw new PoolException("the embedded PostgreSQL cannot be started: " + e.getMessage(), e);
        }
    }

    /** So that other commands find the embedded services of the running pool. */
    private static void publish(DataDirectory data, Map<String, RunningServices.Service> embedded, Parts parts)
            throws PoolException, StoppedException {
        try {
            RunningServices.publish(data.path(), embedded);
        } catch (IOException e) {
            throw new PoolException("cannot write to the data directory " + data.path() + ": " + e.getMessage(), e);
        }
        parts.add("services-file", CLIENT_PATIENCE, () -> RunningServices.withdraw(data.path()));
    }

    /** The node whose wallet pays: the configuration has seen to it that there is exactly one. */
    NodeClient payingNode() {
        return nodes.stream()
                .filter(node -> node.endpoint().wallet().isPresent())
                .findFirst()
                .orElseThrow();
    }
}
