package neman.deploy.cli.payout;

import neman.payout.miner.Decision;
import picocli.CommandLine.Option;

/** A command that stands in the books with its reason. */
abstract class ReasonedCommand extends ChangingCommand {
    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Stands in the books for good.")
    private String reason;

    private Decision decision;

    /** As {@link #words()}, without the reason. */
    abstract String what();

    @Override
    final String words() {
        return what() + " --reason " + reason;
    }

    @Override
    void checkArguments() {
        super.checkArguments();
        decision = decision(reason);
    }

    final Decision decision() {
        return decision;
    }

    final String reason() {
        return reason;
    }
}
