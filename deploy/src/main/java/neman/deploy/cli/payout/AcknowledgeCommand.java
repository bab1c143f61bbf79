package neman.deploy.cli.payout;

import java.sql.SQLException;
import neman.bitcoin.Hash256;
import neman.bitcoin.OutPoint;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.alarm.Alarm;
import neman.payout.query.PayoutQueries;
import picocli.CommandLine.Command;
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
final class AcknowledgeCommand extends ReasonedCommand {
    @Parameters(paramLabel = "TXID:VOUT", description = "The output that is spent, as the alarm names it.")
    private String output;

    private OutPoint outPoint;

    @Override
    String what() {
        return "acknowledge " + output;
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
        boolean stands = new PayoutQueries(desk.database())
                .openAlarms().stream()
                        .anyMatch(alarm -> alarm.code().equals(Alarm.Code.UNKNOWN_SPEND.name())
                                && alarm.subject().equals(outPoint.toString()));
        if (!stands) {
            throw new PoolException("no alarm UNKNOWN_SPEND stands for " + outPoint + "; see ./pool payout status");
        }
        confirm("Answer for the spend of " + outPoint + "? The database must not be an old backup.");
        Operations.of(desk, transactions(desk)).acknowledgeSpend(outPoint, actor(), reason());
        return done(
                "the spend of " + outPoint + " is acknowledged; what left the wallet shows at the next reconciliation");
    }
}
