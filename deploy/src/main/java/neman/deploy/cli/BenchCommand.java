package neman.deploy.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Measurements of parts of the pool on the machine at hand. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure a part of the pool on this machine.",
        subcommands = AccountingBenchCommand.class)
final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
