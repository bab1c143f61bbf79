package neman.deploy.cli.payout;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Payouts and books, in an operator's hand. */
@Command(
        name = "payout",
        mixinStandardHelpOptions = true,
        description = {
            "Payouts and books: look, decide, approve. Works beside a running pool, and without one.",
            "Exit status: 0 done, 1 refused or failed, 2 usage or configuration."
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            PreviewCommand.class,
            StatusCommand.class,
            RunNowCommand.class,
            ApproveCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            BumpCommand.class,
            CancelCommand.class,
            ResumeCommand.class,
            AcknowledgeCommand.class,
            HoldCommand.class,
            ReleaseCommand.class,
            TermsCommand.class,
            BalanceCommand.class,
            StatementCommand.class,
            ReconcileCommand.class,
            ExplainCommand.class,
            CloseDayCommand.class,
            KeygenCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  ./pool payout preview --config pool.yaml",
            "  ./pool payout run --config pool.yaml",
            "  ./pool payout approve 12 --config pool.yaml --key alice.key",
            "  ./pool payout statement ADDRESS --config pool.yaml --from 2026-11-01 --to 2026-11-30 --csv",
            "./pool payout COMMAND --help tells more."
        })
public final class PayoutCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "payout needs a command: preview, status, run, approve or another");
    }
}
