package neman.payout.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import neman.payout.payment.Reconciliation;

/** SQL on {@code ledger.reconciliation}, inside the caller's transaction. */
public final class Reconciliations {
    /**
     * One comparison.
     *
     * @param booksSats empty where nothing could be compared
     */
    public record Made(long id, Instant at, String actor, Optional<Long> booksSats, long walletSats) {}

    private Reconciliations() {}

    static long save(Connection transaction, Reconciliation.Result result, String actor, Instant now)
            throws SQLException {
        String sql = "INSERT INTO ledger.reconciliation (at, actor, books_sats, wallet_sats) VALUES (?, ?, ?, ?)"
                + " RETURNING id";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(2, actor);
            if (result.booksSats().isPresent()) {
                statement.setLong(3, result.booksSats().get());
            } else {
                statement.setNull(3, Types.BIGINT);
            }
            statement.setLong(4, result.walletSats());
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** The last one that could compare. */
    public static Optional<Made> last(Connection transaction) throws SQLException {
        String sql = "SELECT id, at, actor, books_sats, wallet_sats FROM ledger.reconciliation"
                + " WHERE books_sats IS NOT NULL ORDER BY at DESC, id DESC LIMIT 1";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(new Made(
                            row.getLong(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getString(3),
                            Optional.of(row.getLong(4)),
                            row.getLong(5)))
                    : Optional.empty();
        }
    }

    static boolean wasConclusiveSince(Connection transaction, Instant since) throws SQLException {
        return last(transaction).filter(made -> !made.at().isBefore(since)).isPresent();
    }
}
