package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.util.Optional;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.payment.BatchDetails;
import neman.payout.payment.PayoutOperations;
import picocli.CommandLine.Command;

/** Once a person has looked. */
@Command(
        name = "resume",
        mixinStandardHelpOptions = true,
        description =
                "Let a stopped payout try its step again, once transaction, wallet and chain have been looked at.",
        footer = {"", "Example:", "  ./pool payout resume 12 --config pool.yaml"})
final class ResumeCommand extends BatchCommand {
    @Override
    String words() {
        return "resume " + batch();
    }

    @Override
    int run(PayoutDesk desk, BatchDetails details) throws PoolException, SQLException {
        long batch = batch();
        details.batch().stopped().ifPresent(reason -> progress().say("payout " + batch + " was stopped: " + reason));
        confirm("Let " + BatchReport.summary(details) + " go on?");
        Optional<PayoutOperations.Refusal> refusal =
                Operations.of(desk, transactions(desk)).resume(batch);
        if (refusal.isPresent()) {
            throw new PoolException("not resumed: " + Refusals.of(refusal.get()));
        }
        return done("payout " + batch + " goes on");
    }
}
