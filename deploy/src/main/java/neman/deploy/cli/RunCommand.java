package neman.deploy.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import neman.deploy.cli.common.Home;
import neman.deploy.config.ConfigurationException;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.config.PoolConfiguration;
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

/** The pool, until it is told to stop. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Run the pool until Ctrl-C or SIGTERM.",
        footer = {
            "",
            "Without --config it runs on the sandbox chain, with embedded services, in data/pool beside the launcher.",
            "",
            "Examples:",
            "  ./pool run",
            "  ./pool run --config /etc/neman/pool.yaml",
            "  ./pool run --config pool.yaml --role stratum      on one of several machines"
        })
final class RunCommand implements Callable<Integer> {
    /** A chain on which only this pool mines would never be quiet enough to look like one. */
    private static final Duration OTHER_BLOCKS_EVERY = Duration.ofSeconds(5);

    private static final Duration LOOK_EVERY = Duration.ofHours(1);

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "What to run; deploy/config/pool.yaml documents every key.")
    private Optional<Path> config;

    @Option(
            names = "--role",
            split = ",",
            paramLabel = "ROLE",
            description = "stratum, accountant, payout, console: what this process is for. Default: all of them.")
    private List<String> roleWords = List.of();

    @Override
    public Integer call() throws ConfigurationException, PoolException, InterruptedException {
        PoolConfiguration configuration = config.isPresent()
                ? ConfigurationReader.readFile(config.get(), System.getenv())
                : ConfigurationReader.defaults(Home.poolData());
        Set<Role> roles = roles(configuration);
        Announcer announcer = new Announcer(spec.commandLine().getOut());
        try (StopSignal stop = StopSignal.install();
                PoolProcess pool = PoolProcess.start(
                        configuration, roles, OTHER_BLOCKS_EVERY, announcer::progress, stop::isRequested)) {
            announcer.running(pool);
            while (!stop.await(LOOK_EVERY)) {
                continue;
            }
            announcer.stopping();
        } catch (StoppedException e) {
            announcer.stopping();
        }
        return 0;
    }

    private Set<Role> roles(PoolConfiguration configuration) {
        if (roleWords.isEmpty()) {
            return Role.all();
        }
        Set<Role> roles = EnumSet.noneOf(Role.class);
        try {
            roleWords.forEach(word -> roles.add(Role.ofWord(word.strip())));
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--role: " + e.getMessage(), e);
        }
        if (!roles.equals(Role.all()) && configuration.isEmbedded()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--role needs nodes, redis and postgres in the configuration: embedded ones serve one process only");
        }
        return roles;
    }
}
