package neman.deploy.cli.common;

import java.nio.file.Path;
import java.util.Optional;
import neman.deploy.config.ConfigurationException;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.config.PoolConfiguration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which pool is meant. */
public final class Whose {
    @ArgGroup
    private Choice choice = new Choice();

    /** One of them, or neither. */
    static final class Choice {
        @Option(names = "--config", paramLabel = "FILE", description = "The pool's configuration.")
        private Optional<Path> config = Optional.empty();

        @Option(
                names = "--data",
                paramLabel = "DIR",
                description = "The directory of a pool without a configuration, a demo's for instance.")
        private Optional<Path> data = Optional.empty();
    }

    public PoolConfiguration configuration() throws ConfigurationException {
        return choice.config.isPresent()
                ? ConfigurationReader.readFile(choice.config.get(), System.getenv())
                : ConfigurationReader.inDirectory(choice.data.orElseGet(Home::poolData));
    }
}
