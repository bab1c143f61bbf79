package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.util.Optional;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.payment.PayoutOperations;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Before anything is signed. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        description =
                "Give a payout back to its miners. Only while nothing of it is signed and its PSBT has not left the pool.",
        footer = {"", "Example:", "  ./pool payout cancel 12 --reason \"wrong fee\" --config pool.yaml"})
final class CancelCommand extends ReasonedCommand {
    @Parameters(paramLabel = "BATCH", description = "The number of the payout.")
    private long batch;

    @Override
    String what() {
        return "cancel " + batch;
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        confirm("Cancel " + BatchReport.summary(batch(desk, batch)) + "?");
        Optional<PayoutOperations.Refusal> refusal =
                Operations.of(desk, transactions(desk)).cancel(batch, actor(), reason());
        if (refusal.isPresent()) {
            throw new PoolException("not cancelled: " + Refusals.of(refusal.get()));
        }
        return done("payout " + batch + " is cancelled; its amounts are the miners' again");
    }
}
