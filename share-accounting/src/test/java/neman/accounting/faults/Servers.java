package neman.accounting.faults;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.database.UnusableDatabaseException;
import neman.accounting.embedded.EmbeddedPostgres;
import neman.accounting.embedded.EmbeddedRedis;
import neman.accounting.embedded.TestTrees;
import neman.accounting.transport.RedisLink;

/** A real PostgreSQL and a real Redis that are killed and started again on their ports. */
final class Servers implements AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private final Path directory;
    private EmbeddedPostgres postgres;
    private EmbeddedRedis redis;

    private Servers(Path directory) throws IOException {
        this.directory = directory;
        redis = EmbeddedRedis.start(redisDirectory());
        postgres = EmbeddedPostgres.start(postgresDirectory());
    }

    static Servers start(Path directory) throws IOException {
        return new Servers(directory);
    }

    private Path redisDirectory() {
        return directory.resolve("redis");
    }

    private Path postgresDirectory() {
        return directory.resolve("postgres");
    }

    String redisUri() throws IOException {
        return redis.uri();
    }

    /** A database with our schema that nobody has used. */
    PostgresAccess newDatabase() throws SQLException, UnusableDatabaseException {
        PostgresAccess access = postgres.access();
        String name = "faults_" + DATABASES.incrementAndGet();
        try (HikariDataSource maintenance = Databases.open(access, 2);
                Connection connection = maintenance.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        String url = access.url().substring(0, access.url().lastIndexOf('/') + 1) + name;
        PostgresAccess fresh = new PostgresAccess(url, access.user(), access.password());
        try (HikariDataSource dataSource = Databases.open(fresh, 3)) {
            AccountingSchema.migrate(dataSource);
        }
        return fresh;
    }

    void emptyRedis() throws IOException {
        try (RedisLink link = RedisLink.to(redis.uri())) {
            link.commands().flushall();
        }
    }

    List<Fault> redisFaults() {
        String victim = "Redis";
        return List.of(
                new Fault(victim, "killed", () -> Signals.kill(redisProcess()), this::restartRedis),
                new Fault(victim, "replaced by an empty one", this::destroyRedis, this::restartRedis),
                new Fault(victim, "emptied", this::emptyRedis, Fault.NOTHING),
                new Fault(victim, "stopped", () -> Signals.pause(redisProcess()), () -> Signals.goOn(redisProcess())));
    }

    List<Fault> postgresFaults() {
        String victim = "PostgreSQL";
        return List.of(
                new Fault(victim, "killed", () -> Signals.kill(postgresProcess()), this::restartPostgres),
                new Fault(
                        victim,
                        "stopped",
                        () -> Signals.pause(postgresProcess()),
                        () -> Signals.goOn(postgresProcess())));
    }

    private ProcessHandle redisProcess() throws IOException {
        return Signals.find(
                "redis-server",
                redisDirectory().toRealPath().resolve("redis.conf").toString());
    }

    private ProcessHandle postgresProcess() throws IOException {
        return Signals.find(
                "postgres", postgresDirectory().toRealPath().resolve("data").toString());
    }

    private void destroyRedis() throws IOException {
        Signals.kill(redisProcess());
        Path files = redisDirectory().resolve("appendonlydir");
        if (Files.exists(files)) {
            TestTrees.delete(files);
        }
    }

    private void restartRedis() throws IOException {
        String before = redis.uri();
        redis.close();
        redis = EmbeddedRedis.start(redisDirectory());
        requireSame(before, redis.uri());
    }

    private void restartPostgres() throws IOException {
        String before = postgres.access().url();
        postgres.close();
        postgres = EmbeddedPostgres.start(postgresDirectory());
        requireSame(before, postgres.access().url());
    }

    private static void requireSame(String before, String after) {
        if (!before.equals(after)) {
            throw new IllegalStateException("somebody took a port of ours; run it again");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            redis.close();
        } finally {
            postgres.close();
        }
    }
}
