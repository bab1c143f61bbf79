package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.miner.MinerHolds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** An account is not paid until it is released. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = "Keep an account from being paid, with a reason, until it is released. It goes on earning.",
        footer = {"", "Example:", "  ./pool payout hold ADDRESS --reason \"court order 12/26\" --config pool.yaml"})
final class HoldCommand extends ReasonedCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "The miner's address.")
    private String account;

    @Override
    String what() {
        return "hold " + account;
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        PayoutAddress address = address(desk, account);
        Optional<MinerHolds.Refusal> refusal = transactions(desk)
                .run(transaction -> MinerHolds.hold(
                        transaction, address, decision(), desk.clock().instant()));
        if (refusal.isPresent()) {
            throw new PoolException("not held: " + Refusals.of(refusal.get()));
        }
        return done(address + " is held");
    }
}
