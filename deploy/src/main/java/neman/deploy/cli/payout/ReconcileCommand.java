package neman.deploy.cli.payout;

import java.sql.SQLException;
import neman.accounting.database.Transactions;
import neman.deploy.wiring.PayoutDesk;
import neman.deploy.wiring.PoolException;
import neman.payout.desk.DeskRequests;
import neman.payout.desk.Reconciliations;
import neman.payout.ledger.AccountCode;
import neman.payout.ledger.Ledger;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Wallet against books. */
@Command(
        name = "reconcile",
        mixinStandardHelpOptions = true,
        description = {
            "Compare what the wallet holds with what the books say.",
            "A difference goes to suspense:reconcile with an alarm, and no day is closed until payout explain has said what it was.",
            "Exit status 1 where there is one."
        },
        footer = {"", "Example:", "  ./pool payout reconcile --config pool.yaml"})
final class ReconcileCommand extends ChangingCommand {
    @Mixin
    private Waiting waiting;

    @Override
    String words() {
        return "reconcile";
    }

    @Override
    int run(PayoutDesk desk) throws PoolException, SQLException {
        ask(desk);
        Reconciliations.Made made = Transactions.<Reconciliations.Made, SQLException>call(
                desk.database(),
                transaction -> Reconciliations.last(transaction).orElseThrow());
        long unexplained = Transactions.<Long, SQLException>call(
                desk.database(), transaction -> Ledger.balanceSats(transaction, AccountCode.SUSPENSE));
        return tell(made, unexplained);
    }

    /** Where blocks come quickly, one is nearly always being read: then it is tried again. */
    private void ask(PayoutDesk desk) throws SQLException, PoolException {
        DeskRequests.Word word = new LeaderTalk(desk, waiting.patience(), progress())
                .askWhile(DeskRequests.Word.INCONCLUSIVE, DeskRequests.Kind.RECONCILE, command())
                .word();
        if (word != DeskRequests.Word.RECONCILED) {
            throw new PoolException(Refusals.of(word));
        }
    }

    private int tell(Reconciliations.Made made, long unexplained) {
        long difference = made.walletSats() - made.booksSats().orElseThrow();
        if (wantsJson()) {
            print(object().put("at", made.at().toString())
                    .put("walletSats", made.walletSats())
                    .put("booksSats", made.booksSats().orElseThrow())
                    .put("differenceSats", difference)
                    .put("unexplainedSats", -unexplained));
        } else {
            out().println("wallet " + btc(made.walletSats()) + ", books "
                    + btc(made.booksSats().orElseThrow()) + ": "
                    + (difference == 0 ? "they agree" : "difference " + btc(difference)));
            if (unexplained != 0) {
                out().println("unexplained in all: " + btc(-unexplained) + "; ./pool payout explain says what it was");
            }
        }
        return difference == 0 && unexplained == 0 ? 0 : 1;
    }
}
