package neman.deploy.cli.payout;

import java.sql.SQLException;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** For a spend that no payout made. */
@Command(
        name = "acknowledge",
        mixinStandardHelpOptions = true,
        description = {
            "Answer for a spend of the pool's coins that no payout made (alarm UNKNOWN_SPEND).",
            "For coins that an operator moved. Never where the database may be an old backup: then a newer one must be restored, or",
            "miners are paid twice."
        },
        footer = {
            "",
            "Example:",
            "  ./pool payout acknowledge TXID:0 --reason \"moved to the cold wallet\" --config pool.yaml"
        })
final class AcknowledgeCommand extends ChangingCommand {
    @Parameters(paramLabel = "TXID:VOUT", description = "The output that is spent, as the alarm names it.")
    private String output;

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Stands in the books for good.")
    private String reason;

    private OutPoint outPoint;

    @Override
    String words() {
        return "acknowledge " + output + " --reason " + reason;
    }

    @Override
    void checkArguments() {
        super.checkArguments();
        if (!output.matches("[0-9a-f]{64}:[0-9]{1,9}")) {
            throw usage("'" + output + "' is not TXID:VOUT, 64 hexadecimal digits and a number");
        }
        outPoint = new OutPoint(Hash256.parse(output.substring(0, 64)), Integer.parseInt(output.substring(65)));
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        confirm("Answer for the spend of " + outPoint + "? The database must not be an old backup.");
        Operations.of(desk, transactions(desk)).acknowledgeSpend(outPoint, actor(), reason);
        return done(
                "the spend of " + outPoint + " is acknowledged; what left the wallet shows at the next reconciliation");
    }
}
