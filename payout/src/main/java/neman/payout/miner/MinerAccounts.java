package neman.payout.miner;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
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

    /** The first journal of one of an account's four; found by index, without a look at the later ones. */
    private static final String FIRST_JOURNAL = "(SELECT j.event_time FROM ledger.account p"
            + " JOIN ledger.entry e ON e.account_id = p.id JOIN ledger.journal j ON j.id = e.journal_id"
            + " WHERE p.code = 'liability:miner:' || m.party || ':%s' ORDER BY e.journal_id LIMIT 1)";

    /** What matures was pending first; what an operator credits may not have been. */
    private static final String FIRST_CREDIT = "CASE WHEN ? THEN least(" + String.format(FIRST_JOURNAL, "pending")
            + ", " + String.format(FIRST_JOURNAL, "available") + ") END";

    private static final String LAST_HOLDS =
            "SELECT DISTINCT ON (account) account, held FROM ledger.miner_hold ORDER BY account, serial DESC";

    private static final String LAST_TERMS =
            "SELECT DISTINCT ON (account) account, minimum_sats, donation_basis_points,"
                    + " at FROM ledger.miner_terms ORDER BY account, serial DESC";

    private MinerAccounts() {}

    /**
     * Every account with something available or held, by name.
     *
     * @param firstCredits whether to look for them, which takes as long as all the rest; else {@link Instant#EPOCH} stands there
     */
    public static List<MinerAccount> withBalance(Connection transaction, boolean firstCredits) throws SQLException {
        String sql = "SELECT m.party, m.available, m.held, coalesce(h.held, false), " + FIRST_CREDIT + ","
                + " t.minimum_sats, coalesce(t.donation_basis_points, 0), t.at FROM (" + BALANCES + ") m"
                + " LEFT JOIN (" + LAST_HOLDS + ") h ON h.account = m.party"
                + " LEFT JOIN (" + LAST_TERMS + ") t ON t.account = m.party ORDER BY m.party";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setBoolean(1, firstCredits);
            List<MinerAccount> accounts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    accounts.add(read(rows));
                }
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
                instant(row, 5).orElse(Instant.EPOCH),
                new MinerTerms(ownMinimum, row.getInt(7)),
                instant(row, 8));
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class)).map(OffsetDateTime::toInstant);
    }
}
