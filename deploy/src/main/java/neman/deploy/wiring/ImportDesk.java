package neman.deploy.wiring;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import neman.accounting.database.Databases;
import neman.accounting.database.PostgresAccess;
import neman.accounting.database.UnusableDatabaseException;
import neman.accounting.embedded.RunningServices;
import neman.accounting.recovery.JournalImport;
import neman.accounting.transport.RedisAddress;
import neman.accounting.transport.RedisLink;
import neman.deploy.config.PoolConfiguration;

/** Puts exported shares back into a running pool, whose servers are the configured ones or its own. */
public final class ImportDesk {
    private static final int DATABASE_CONNECTIONS = 3;
    /** The accountant commits each second; one that takes over needs a few. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final PoolConfiguration configuration;
    private final Consumer<String> progress;

    public ImportDesk(PoolConfiguration configuration, Consumer<String> progress) {
        this.configuration = configuration;
        this.progress = progress;
    }

    public JournalImport.Report run(Path export) throws PoolException {
        try (BufferedReader lines = Files.newBufferedReader(export);
                HikariDataSource database = Databases.open(postgres(), DATABASE_CONNECTIONS);
                RedisLink redis = new RedisLink(redis())) {
            Path directory = configuration.dataDirectory().resolve("import");
            return new JournalImport(database, redis, configuration.network(), directory, PATIENCE, progress)
                    .run(lines);
        } catch (IOException e) {
            throw new PoolException("the import failed: " + e.getMessage(), e);
        } catch (UnusableDatabaseException e) {
            throw new PoolException(e.getMessage(), e);
        }
    }

    private RedisAddress redis() throws PoolException, IOException {
        if (configuration.redis().isPresent()) {
            return RedisCheck.addressOf(configuration.redis().get());
        }
        RunningServices.Service own = own("redis");
        return new RedisAddress(own.url(), Optional.of(own.password()), Optional.empty(), Optional.empty());
    }

    private PostgresAccess postgres() throws PoolException, IOException {
        if (configuration.postgres().isPresent()) {
            return Services.accessOf(configuration.postgres().get());
        }
        RunningServices.Service own = own("postgres");
        return new PostgresAccess(own.url(), own.user(), own.password());
    }

    private RunningServices.Service own(String name) throws PoolException, IOException {
        return RunningServices.find(configuration.dataDirectory())
                .flatMap(running -> Optional.ofNullable(running.services().get(name)))
                .orElseThrow(() -> new PoolException("no pool runs in " + configuration.dataDirectory()
                        + "; start it, its accountant counts what is imported"));
    }
}
