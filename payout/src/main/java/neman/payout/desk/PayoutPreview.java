package neman.payout.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
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
        PayoutPlan plan = new PayoutPlanning(settings, network, clock).plan(transaction);
        return new PayoutPreview(
                plan, lastCreated(transaction).map(last -> last.plus(settings.interval())), underWay(transaction));
    }

    private static Optional<Instant> lastCreated(Connection transaction) throws SQLException {
        String sql = "SELECT max(created_at) FROM ledger.payout_batch WHERE state <> 'CANCELLED'";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            return Optional.ofNullable(row.getObject(1, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
        }
    }

    private static OptionalLong underWay(Connection transaction) throws SQLException {
        String sql = "SELECT min(id) FROM ledger.payout_batch b WHERE state = 'SIGNED' OR state IN"
                + " ('RESERVED', 'BUILT', 'APPROVED')"
                + " AND NOT EXISTS (SELECT FROM ledger.payout_attempt a WHERE a.batch_id = b.id)";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            row.next();
            Long id = row.getObject(1, Long.class);
            return id == null ? OptionalLong.empty() : OptionalLong.of(id);
        }
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
