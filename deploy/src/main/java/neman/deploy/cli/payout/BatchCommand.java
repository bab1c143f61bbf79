package neman.deploy.cli.payout;

import java.sql.SQLException;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.payment.BatchDetails;
import picocli.CommandLine.Parameters;

/** A command that changes one payout. */
abstract class BatchCommand extends ChangingCommand {
    @Parameters(paramLabel = "BATCH", description = "The number of the payout.")
    private long batch;

    final long batch() {
        return batch;
    }

    abstract int run(PayoutDesk desk, BatchDetails details) throws PoolException, SQLException;

    @Override
    final int run(PayoutDesk desk) throws PoolException, SQLException {
        return run(desk, batch(desk, batch));
    }
}
