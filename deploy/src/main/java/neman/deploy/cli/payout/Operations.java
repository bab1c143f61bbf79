package neman.deploy.cli.payout;

import neman.deploy.config.PayoutDeskSettings.Approver;
import neman.deploy.wiring.PayoutDesk;
import neman.payout.ledger.LedgerTransactions;
import neman.payout.payment.PayoutOperations;

/** What operators do with payouts, with the operators that the configuration names. */
final class Operations {
    private Operations() {}

    static PayoutOperations of(PayoutDesk desk, LedgerTransactions transactions) {
        return new PayoutOperations(
                transactions,
                desk.configuration().payout().desk().approvers().stream()
                        .map(Approver::key)
                        .toList(),
                desk.clock());
    }
}
