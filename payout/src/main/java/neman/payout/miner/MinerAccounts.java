package neman.payout.miner;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads the accounts that a payout chooses from. */
public final class MinerAccounts {
    private static final String BALANCES = "SELECT a.party,"
            + " coalesce(sum(-b.amount_sat) FILTER (WHERE a.code LIKE '%:available'), 0)::bigint AS available,"
            + " coalesce(sum(-b.amount_sat) FILTER (WHERE a.code LIKE '%:held'), 0)::bigint AS held"
            + " FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id"
            + " WHERE a.code ~ '^liability:miner:[^:]+:(available|held)$' AND b.amount_sat <> 0 GROUP BY a.party";

    /** What matures was pending first, so each account has a pending one. */
    private static final String FIRST_CREDIT = "SELECT j.event_time FROM ledger.account p"
            + " JOIN ledger.entry e ON e.account_id = p.id JOIN ledger.journal j ON j.id = e.journal_id"
            + " WHERE p.code = 'liability:miner:' || m.party || ':pending' ORDER BY e.journal_id LIMIT 1";

    private static final String LAST_HOLDS =
            "SELECT DISTINCT ON (account) account, held FROM ledger.miner_hold ORDER BY account, serial DESC";

    private static final String LAST_TERMS =
            "SELECT DISTINCT ON (account) account, minimum_sats, donation_basis_points,"
                    + " at FROM ledger.miner_terms ORDER BY account, serial DESC";

    private MinerAccounts() {}

    /** Every account with something available or held, by name. */
    public static List<MinerAccount> withBalance(Connection transaction) throws SQLException {
        String sql = "SELECT m.party, m.available, m.held, coalesce(h.held, false), (" + FIRST_CREDIT + "),"
                + " t.minimum_sats, coalesce(t.donation_basis_points, 0), t.at FROM (" + BALANCES + ") m"
                + " LEFT JOIN (" + LAST_HOLDS + ") h ON h.account = m.party"
                + " LEFT JOIN (" + LAST_TERMS + ") t ON t.account = m.party ORDER BY m.party";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<MinerAccount> accounts = new ArrayList<>();
            while (rows.next()) {
                accounts.add(read(rows));
            }
            return accounts;
        }
    }

    private static MinerAccount read(ResultSet row) throws SQLException {
        long minimum = row.getLong(6);
        OptionalLong ownMinimum = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(minimum);
        return new MinerAccount(
                row.getString(1),
                row.getLong(2),
                row.getLong(3),
                row.getBoolean(4),
                row.getObject(5, OffsetDateTime.class).toInstant(),
                new MinerTerms(ownMinimum, row.getInt(7)),
                Optional.ofNullable(row.getObject(8, OffsetDateTime.class)).map(OffsetDateTime::toInstant));
    }
}
