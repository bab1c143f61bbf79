package neman.deploy.cli.payout;

import java.nio.file.Path;
import java.util.Optional;
import neman.deploy.config.ConfigurationException;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.config.PoolConfiguration;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which pool is meant. */
final class Whose {
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

    PoolConfiguration configuration() throws ConfigurationException {
        if (choice.config.isPresent()) {
            return ConfigurationReader.readFile(choice.config.get(), System.getenv());
        }
        return ConfigurationReader.inDirectory(choice.data.orElseGet(() ->
                Path.of(System.getProperty("neman.home", ".")).resolve("data").resolve("pool")));
    }
}
