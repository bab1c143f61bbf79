package neman.payout.desk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;
import neman.payout.ledger.AccountCode;

/**
 * What happened to one account in a time, line by line in the order of the journals. All of it is read in one snapshot, so that
 * opening balance, lines and closing balance fit together; lines are handed on as they are read, however many there are.
 *
 * @param openingSats before the first line
 * @param closingSats after the last
 */
public record Statement(long openingSats, long closingSats, long lines) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FETCH_ROWS = 1_000;
    /** What an evidence says that tells a person what a journal is about, the most telling first. */
    private static final List<String> SUBJECTS = List.of("reason", "batch", "blockHash", "block");

    private static final String SUM = "SELECT coalesce(sum(e.amount_sat), 0)::bigint FROM ledger.entry e"
            + " JOIN ledger.account a ON a.id = e.account_id JOIN ledger.journal j ON j.id = e.journal_id"
            + " WHERE a.code = ANY(?) AND j.recorded_time < ?";
    private static final String LINES =
            "SELECT j.id, j.recorded_time, j.kind, j.evidence, j.reverses, a.code, e.amount_sat FROM ledger.entry e"
                    + " JOIN ledger.account a ON a.id = e.account_id JOIN ledger.journal j ON j.id = e.journal_id"
                    + " WHERE a.code = ANY(?) AND j.recorded_time >= ? AND j.recorded_time < ? ORDER BY j.id, e.line";

    /** What is done with each line. */
    @FunctionalInterface
    public interface Reader {
        void line(StatementLine line);
    }

    /** Called once, before the first line. */
    @FunctionalInterface
    public interface Opening {
        void opens(long openingSats);
    }

    /**
     * @param account whose statement
     * @param from of the first line at the earliest
     * @param to not included
     */
    public static Statement read(
            DataSource database, StatedAccount account, Instant from, Instant to, Opening opening, Reader reader)
            throws SQLException {
        return Transactions.<Statement, SQLException>call(database, transaction -> {
            snapshot(transaction);
            long openingSats = account.sign() * sumBefore(transaction, account, from);
            opening.opens(openingSats);
            return lines(transaction, account, from, to, openingSats, reader);
        });
    }

    private static void snapshot(Connection transaction) throws SQLException {
        try (PreparedStatement statement =
                transaction.prepareStatement("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")) {
            statement.execute();
        }
    }

    private static long sumBefore(Connection transaction, StatedAccount account, Instant from) throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(SUM)) {
            statement.setArray(1, codes(transaction, account));
            statement.setObject(2, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private static java.sql.Array codes(Connection transaction, StatedAccount account) throws SQLException {
        return transaction.createArrayOf(
                "text", account.codes().stream().map(AccountCode::text).toArray());
    }

    private static Statement lines(
            Connection transaction, StatedAccount account, Instant from, Instant to, long openingSats, Reader reader)
            throws SQLException {
        try (PreparedStatement statement = transaction.prepareStatement(LINES)) {
            statement.setFetchSize(FETCH_ROWS);
            statement.setArray(1, codes(transaction, account));
            statement.setObject(2, OffsetDateTime.ofInstant(from, ZoneOffset.UTC));
            statement.setObject(3, OffsetDateTime.ofInstant(to, ZoneOffset.UTC));
            long balanceSats = openingSats;
            long lines = 0;
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    long amountSats = account.sign() * row.getLong(7);
                    balanceSats = Math.addExact(balanceSats, amountSats);
                    lines++;
                    reader.line(new StatementLine(
                            row.getLong(1),
                            row.getObject(2, OffsetDateTime.class).toInstant(),
                            row.getString(3),
                            subject(row.getString(4)),
                            row.getLong(5),
                            account.nameOf(row.getString(6)),
                            amountSats,
                            balanceSats));
                }
            }
            return new Statement(openingSats, balanceSats, lines);
        }
    }

    private static String subject(String evidence) throws SQLException {
        try {
            JsonNode node = JSON.readTree(evidence);
            return SUBJECTS.stream()
                    .filter(node::has)
                    .map(name -> node.get(name).asText())
                    .findFirst()
                    .orElse("");
        } catch (JsonProcessingException e) {
            throw new SQLException("a journal's evidence is not JSON", e);
        }
    }
}
