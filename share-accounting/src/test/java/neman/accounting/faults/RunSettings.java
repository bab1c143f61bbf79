package neman.accounting.faults;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import neman.accounting.database.PostgresAccess;

/** What all processes of a run have in common, in a file that only its owner's processes are told of. */
record RunSettings(PostgresAccess postgres, String redis, long seed, int barrierTimeoutMillis, int streamEntries) {
    /** The same for a process that reaches Redis at another port. */
    RunSettings throughPort(int port) {
        URI direct = URI.create(redis);
        String wired = redis.replace(direct.getHost() + ":" + direct.getPort(), direct.getHost() + ":" + port);
        return new RunSettings(postgres, wired, seed, barrierTimeoutMillis, streamEntries);
    }

    int redisPort() {
        return URI.create(redis).getPort();
    }

    static RunSettings read(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader in = Files.newBufferedReader(file)) {
            properties.load(in);
        }
        return new RunSettings(
                new PostgresAccess(
                        properties.getProperty("url"),
                        properties.getProperty("user"),
                        properties.getProperty("password")),
                properties.getProperty("redis"),
                Long.parseLong(properties.getProperty("seed")),
                Integer.parseInt(properties.getProperty("barrier-timeout-millis")),
                Integer.parseInt(properties.getProperty("stream-entries")));
    }

    void write(Path file) throws IOException {
        Properties properties = new Properties();
        properties.setProperty("url", postgres.url());
        properties.setProperty("user", postgres.user());
        properties.setProperty("password", postgres.password());
        properties.setProperty("redis", redis);
        properties.setProperty("seed", Long.toString(seed));
        properties.setProperty("barrier-timeout-millis", Integer.toString(barrierTimeoutMillis));
        properties.setProperty("stream-entries", Integer.toString(streamEntries));
        try (Writer out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
    }

    /** By which the database knows a process. */
    static String nameOf(ProcessHandle process) {
        return "process " + process.pid();
    }

    /** A pool of connections that is there even while the database is not. */
    HikariDataSource database() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(postgres.url());
        config.setUsername(postgres.user());
        config.setPassword(postgres.password());
        config.setMaximumPoolSize(4);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("ApplicationName", nameOf(ProcessHandle.current()));
        return new HikariDataSource(config);
    }
}
