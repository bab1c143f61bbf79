package neman.deploy.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import neman.deploy.cli.common.Home;
import neman.deploy.cli.common.Logging;
import neman.deploy.cli.common.Terminal;
import neman.deploy.config.ConfigurationException;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.wiring.DemoMiners;
import neman.deploy.wiring.PoolException;
import neman.deploy.wiring.PoolProcess;
import neman.deploy.wiring.Role;
import neman.deploy.wiring.StopSignal;
import neman.deploy.wiring.StoppedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The whole pool in a minute: everything embedded, miners included, on a chain whose blocks come in seconds. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "A whole pool on this machine: own chain, three miners, blocks in seconds, a payout in two minutes.",
        footer = {
            "",
            "It listens on this machine alone, needs nothing installed, and goes on where it was stopped.",
            "",
            "Examples:",
            "  ./pool demo",
            "  ./pool demo --data /tmp/demo --stratum-port 13333 --http-port 18080 --miners 5"
        })
final class DemoCommand implements Callable<Integer> {
    private static final String LISTEN_HOST = "127.0.0.1";
    /** So fast that a block's 100 confirmations pass while somebody watches. */
    private static final Duration OTHER_BLOCKS_EVERY = Duration.ofSeconds(1);

    private static final Duration SHOW_EVERY = Duration.ofSeconds(1);
    private static final int MAX_MINERS = 64;

    private static final String MARK =
            "# What the demo in this directory runs with; written anew at each of its starts.\n";

    /** The start difficulty is 2^-18: two shares a second from a miner of 30 kH/s; the lowest 2^-22. */
    private static final String CONFIGURATION = MARK + """
            # Commands meet it with --config here, or with --data and the directory.
            network: sandbox
            data: .
            stratum:
              - listen: %1$s:%2$d
                start-difficulty: 0.000003814697265625
                min-difficulty: 0.0000002384185791015625
                share-interval: 5s
            payout: {interval: 20s}
            http: {listen: %1$s:%3$d}
            """;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where everything is kept. Default: data/demo beside the launcher")
    private Optional<Path> data;

    @Option(
            names = "--stratum-port",
            defaultValue = "3333",
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}")
    private int stratumPort;

    @Option(
            names = "--http-port",
            defaultValue = "8080",
            paramLabel = "PORT",
            description = "Default: ${DEFAULT-VALUE}")
    private int httpPort;

    @Option(
            names = "--miners",
            defaultValue = "3",
            paramLabel = "N",
            description = "0 to 64. Default: ${DEFAULT-VALUE}")
    private int minerCount;

    @Override
    public Integer call() throws PoolException, InterruptedException {
        checkOptions();
        PoolConfiguration configuration = configuration();
        Announcer announcer = new Announcer(spec.commandLine().getOut());
        Path log = logToFile(configuration.dataDirectory());
        announcer.line("Neman demo: a pool, a chain and " + minerCount + " miners on this machine");
        try (StopSignal stop = StopSignal.install();
                PoolProcess pool = PoolProcess.start(
                        configuration, Role.all(), OTHER_BLOCKS_EVERY, announcer::progress, stop::isRequested);
                DemoMiners miners = new DemoMiners(announcer.stratumUrl(pool), minerCount)) {
            announcer.running(pool);
            announcer.line("  Log        " + log);
            announcer.line("");
            miners.start();
            watch(pool, stop);
            announcer.stopping();
        } catch (StoppedException e) {
            announcer.stopping();
        }
        announcer.line("stopped");
        return 0;
    }

    private void checkOptions() {
        requireRange("--stratum-port", stratumPort, 0, 65_535);
        requireRange("--http-port", httpPort, 0, 65_535);
        requireRange("--miners", minerCount, 0, MAX_MINERS);
        if (stratumPort == httpPort && stratumPort != 0) {
            throw new ParameterException(spec.commandLine(), "--stratum-port and --http-port cannot be the same");
        }
    }

    private void requireRange(String option, int value, int lowest, int highest) {
        if (value < lowest || value > highest) {
            throw new ParameterException(
                    spec.commandLine(), option + ": " + value + " is not between " + lowest + " and " + highest);
        }
    }

    private PoolConfiguration configuration() throws PoolException {
        Path directory = data.orElse(Home.directory().resolve("data").resolve("demo"));
        Path file = directory.resolve(ConfigurationReader.FILE_IN_DATA);
        try {
            Files.createDirectories(directory);
            refuseAnotherPools(file);
            Files.writeString(file, CONFIGURATION.formatted(LISTEN_HOST, stratumPort, httpPort));
            return ConfigurationReader.readFile(file, Map.of());
        } catch (IOException e) {
            throw unwritable(directory, e);
        } catch (ConfigurationException e) {
            throw new IllegalStateException("the demo's configuration contradicts itself", e);
        }
    }

    /** A configuration that somebody wrote is not ours to overwrite, nor are the books beside it to play with. */
    private static void refuseAnotherPools(Path file) throws IOException, PoolException {
        if (Files.exists(file) && !Files.readString(file).startsWith(MARK)) {
            throw new PoolException(
                    file + " is the configuration of another pool; choose another directory with --data");
        }
    }

    /** The screen belongs to the status line. */
    private static Path logToFile(Path dataDirectory) throws PoolException {
        Path log = dataDirectory.resolve("pool.log");
        try {
            Logging.toFile(log);
            return log;
        } catch (IOException e) {
            throw unwritable(dataDirectory, e);
        }
    }

    private static PoolException unwritable(Path directory, IOException cause) {
        return new PoolException(
                "the data directory " + directory + " cannot be written; choose another with --data", cause);
    }

    private void watch(PoolProcess pool, StopSignal stop) throws InterruptedException {
        StatusLine line = new StatusLine(spec.commandLine().getOut(), Terminal.shows());
        PoolStory story = new PoolStory(pool, line);
        while (!stop.await(SHOW_EVERY)) {
            story.tell();
        }
        line.end();
    }
}
