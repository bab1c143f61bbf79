package neman.deploy.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import neman.deploy.cli.common.Logging;
import neman.deploy.config.ConfigurationException;
import neman.deploy.config.ConfigurationReader;
import neman.deploy.config.PoolConfiguration;
import neman.deploy.wiring.Check;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Answers whether a pool would start with a file. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Is a configuration sound, and can what it names be reached? Changes nothing.",
        footer = {"", "Example:", "  ./pool check --config pool.yaml"})
final class CheckCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "The file to look at.")
    private Path config;

    @Override
    public Integer call() throws ConfigurationException {
        Logging.warningsOnly(); // what is found is printed, not how
        PoolConfiguration configuration = ConfigurationReader.readFile(config, System.getenv());
        PrintWriter out = spec.commandLine().getOut();
        print(
                out,
                new Check.Finding(
                        "configuration",
                        true,
                        config + ", network " + configuration.network().configuredName()));
        List<Check.Finding> findings = new Check(configuration).findings();
        findings.forEach(finding -> print(out, finding));
        return findings.stream().allMatch(Check.Finding::sound) ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static void print(PrintWriter out, Check.Finding finding) {
        out.printf("%-13s  %-7s %s%n", finding.subject(), finding.sound() ? "ok" : "PROBLEM", finding.detail());
    }
}
