package neman.payout.desk;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.bitcoin.node.NodeException;
import neman.bitcoin.node.WalletClient;
import neman.payout.payment.FeeQuote;
import neman.payout.payment.PayoutPlan;
import neman.payout.payment.PayoutPlanning;
import neman.payout.settings.PayoutSettings;

/**
 * Who would be paid what if a payout began now, and who would not and why. Changes nothing.
 *
 * @param due when the next payout starts by itself at the earliest; empty where none was made yet: at once
 * @param underWay the batch that keeps another from starting; empty for none
 */
public record PayoutPreview(PayoutPlan plan, Optional<Instant> due, OptionalLong underWay) {

    /** Reads in the caller's transaction. */
    public static PayoutPreview of(
            Connection transaction, PayoutSettings settings, Network network, InstantSource clock) throws SQLException {
        PayoutPlanning planning = new PayoutPlanning(settings, network, clock);
        return new PayoutPreview(
                planning.plan(transaction), planning.due(transaction), PayoutPlanning.underWay(transaction));
    }

    /**
     * What the network would get on top.
     *
     * @throws NodeException where the wallet cannot pay it, or cannot be asked
     */
    public FeeQuote fee(WalletClient wallet, PayoutSettings settings, Network network) throws NodeException {
        return FeeQuote.ask(wallet, settings, network, plan.outputs());
    }
}
