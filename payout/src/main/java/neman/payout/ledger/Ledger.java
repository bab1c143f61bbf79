package neman.payout.ledger;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * The one door to the ledger, always inside the caller's transaction: a journal stands or falls with what it books.
 *
 * <p>The database refuses what would break the books (an overdraft, another content under a known key, a sum other than 0)
 * with an SQLSTATE of class NL; that is a bug of the caller, and the whole transaction fails.
 */
public final class Ledger {
    private Ledger() {}

    /** Appends, or finds that the same journal is there. Holds the ledger's head until the transaction ends. */
    public static AppendResult append(Connection transaction, JournalEntry entry) throws SQLException {
        String sql = "SELECT journal_id, appended FROM ledger.append(?, ?, ?, ?, ?, ?, ?, ?, ?)";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, entry.key());
            statement.setString(2, entry.kind().text());
            statement.setObject(3, OffsetDateTime.ofInstant(entry.eventTime(), ZoneOffset.UTC));
            statement.setString(4, entry.actor());
            statement.setInt(5, entry.policyVersion());
            if (entry.reverses().isPresent()) {
                statement.setLong(6, entry.reverses().getAsLong());
            } else {
                statement.setNull(6, Types.BIGINT);
            }
            statement.setString(7, entry.evidence());
            statement.setArray(8, codes(transaction, entry));
            statement.setArray(9, amounts(transaction, entry));
            return result(statement);
        }
    }

    /**
     * Keeps every other writer of the ledger out until the transaction ends. For who reads balances first and books by them: what
     * is read afterwards still holds when it is booked.
     */
    public static void lock(Connection transaction) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement("SELECT ledger.lock()")) {
            statement.execute();
        }
    }

    private static Array codes(Connection transaction, JournalEntry entry) throws SQLException {
        return transaction.createArrayOf(
                "text", entry.lines().keySet().stream().map(AccountCode::text).toArray());
    }

    private static Array amounts(Connection transaction, JournalEntry entry) throws SQLException {
        return transaction.createArrayOf("bigint", entry.lines().values().toArray());
    }

    private static AppendResult result(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return new AppendResult(
                    row.getLong(1), row.getBoolean(2) ? AppendResult.Outcome.APPENDED : AppendResult.Outcome.EXISTS);
        }
    }

    /** The lines of a journal, to be reversed. */
    public static Posting linesOf(Connection transaction, long journalId) throws SQLException {
        String sql = "SELECT a.code, e.amount_sat FROM ledger.entry e JOIN ledger.account a ON a.id = e.account_id"
                + " WHERE e.journal_id = ? ORDER BY e.line";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, journalId);
            Posting posting = new Posting();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    posting.debit(new AccountCode(rows.getString(1)), rows.getLong(2));
                }
            }
            return posting;
        }
    }

    /** Debit positive, credit negative; 0 for an account that was never used. */
    public static long balanceSats(Connection transaction, AccountCode account) throws SQLException {
        String sql = "SELECT b.amount_sat FROM ledger.balance b JOIN ledger.account a ON a.id = b.account_id"
                + " WHERE a.code = ?";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, account.text());
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? rows.getLong(1) : 0;
            }
        }
    }
}
