package neman.deploy.cli.payout;

import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** How long a command waits for the payout role. */
final class Waiting {
    private static final int LONGEST_SECONDS = 3_600;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    private Duration patience = Duration.ZERO;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for the payout role and what it does: 1 to " + LONGEST_SECONDS
                    + ". Default: ${DEFAULT-VALUE}.")
    void seconds(int seconds) {
        if (seconds < 1 || seconds > LONGEST_SECONDS) {
            throw new ParameterException(command.commandLine(), "--wait is 1 to " + LONGEST_SECONDS + " seconds");
        }
        patience = Duration.ofSeconds(seconds);
    }

    Duration patience() {
        return patience;
    }
}
