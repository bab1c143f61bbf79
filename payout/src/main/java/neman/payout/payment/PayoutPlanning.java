package neman.payout.payment;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import neman.bitcoin.Network;
import neman.payout.miner.MinerAccount;
import neman.payout.miner.MinerAccounts;
import neman.payout.miner.PayoutLimits;
import neman.payout.miner.Screening;
import neman.payout.settings.PayoutSettings;

/** Plans the next batch from the books as they stand in one transaction. Changes nothing, so it also serves a preview. */
public final class PayoutPlanning {
    private static final Duration DAY = Duration.ofHours(24);

    private final PayoutSettings settings;
    private final Network network;
    private final InstantSource clock;

    public PayoutPlanning(PayoutSettings settings, Network network, InstantSource clock) {
        this.settings = settings;
        this.network = network;
        this.clock = clock;
    }

    public PayoutPlan plan(Connection transaction) throws SQLException {
        Instant now = clock.instant();
        PayoutLimits limits = settings.limits();
        Screening screening = new Screening(network, settings.poolAddress(), limits, now);
        long dayLeftSats = Math.max(0, limits.dayMaxSats() - createdSince(transaction, now.minus(DAY)));
        boolean firstCredits = !limits.firstPayoutDelay().isZero();
        List<MinerAccount> miners = MinerAccounts.withBalance(transaction, firstCredits);
        return PayoutPlan.of(miners, screening, settings.minimumSats(), dayLeftSats);
    }

    /** When the next payout starts by itself at the earliest; empty where none was made yet: at once. */
    public Optional<Instant> due(Connection transaction) throws SQLException {
        return BatchStore.lastCreated(transaction).map(last -> last.plus(settings.interval()));
    }

    /** The batch that keeps another from starting: it is not sent yet. Empty for none. */
    public static OptionalLong underWay(Connection transaction) throws SQLException {
        return BatchStore.live(transaction).stream()
                .filter(batch -> batch.state() == PayoutState.SIGNED
                        || batch.state().compareTo(PayoutState.SIGNED) < 0 && batch.attempts() == 0)
                .mapToLong(PayoutBatch::id)
                .findFirst();
    }

    private static long createdSince(Connection transaction, Instant since) throws SQLException {
        String sql = "SELECT coalesce(sum(total_sats), 0)::bigint FROM ledger.payout_batch"
                + " WHERE created_at > ? AND state NOT IN ('CANCELLED', 'RELEASED')";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(since, ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
