package neman.deploy.cli.payout;

import java.sql.SQLException;
import java.util.Optional;
import neman.bitcoin.PayoutAddress;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.miner.MinerHolds;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The end of a hold. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Let a held account be paid again: what is held is available, and in the next payout.",
        footer = {"", "Example:", "  ./pool payout release ADDRESS --reason \"order lifted\" --config pool.yaml"})
final class ReleaseCommand extends ReasonedCommand {
    @Parameters(paramLabel = "ACCOUNT", description = "The miner's address.")
    private String account;

    @Override
    String what() {
        return "release " + account;
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        PayoutAddress address = address(desk, account);
        confirm("Release " + address + "? It is paid with the next payout.");
        Optional<MinerHolds.Refusal> refusal = transactions(desk)
                .run(transaction -> MinerHolds.release(
                        transaction, address, decision(), desk.clock().instant()));
        if (refusal.isPresent()) {
            throw new PoolException("not released: " + Refusals.of(refusal.get()));
        }
        return done(address + " is released");
    }
}
