package neman.payout.desk;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a command asks of whoever leads: SQL on {@code ledger.desk_request}, inside the caller's transaction. */
public final class DeskRequests {
    /** Who asked has gone away by then, and would not expect it any more. */
    public static final Duration EXPIRES_AFTER = Duration.ofMinutes(10);

    /** What can be asked. */
    public enum Kind {
        /** Start a payout now. */
        RUN,
        /** Compare the wallet with the books now. */
        RECONCILE
    }

    /** How it ended. */
    public enum Word {
        /** A batch was started: the subject is its number. */
        STARTED,
        UNDER_WAY,
        NODES_DISAGREE,
        UNKNOWN_SPEND,
        NOBODY_TO_PAY,
        /** Wallet and books were compared: the subject is the reconciliation's number. */
        RECONCILED,
        /** They could not be compared at this moment. */
        INCONCLUSIVE,
        EXPIRED
    }

    /**
     * @param subject what came of it
     * @param detail a sentence for people, perhaps empty
     */
    public record Answer(Word word, OptionalLong subject, String detail) {}

    /** One that waits. */
    record Open(long id, Kind kind, String operator, Instant askedAt) {
        boolean isExpired(Instant now) {
            return now.isAfter(askedAt.plus(EXPIRES_AFTER));
        }
    }

    private DeskRequests() {}

    /** @return its number */
    public static long ask(Connection transaction, Kind kind, String operator, Instant now) throws SQLException {
        String sql = "INSERT INTO ledger.desk_request (kind, operator, asked_at) VALUES (?, ?, ?) RETURNING id";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, kind.name());
            statement.setString(2, operator);
            statement.setObject(3, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    /** Empty while nobody has answered. */
    public static Optional<Answer> answerTo(Connection transaction, long id) throws SQLException {
        String sql = "SELECT answer, subject, detail FROM ledger.desk_request WHERE id = ? AND answered_at IS NOT NULL";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setLong(1, id);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return Optional.empty();
                }
                Long subject = row.getObject(2, Long.class);
                return Optional.of(new Answer(
                        Word.valueOf(row.getString(1)),
                        subject == null ? OptionalLong.empty() : OptionalLong.of(subject),
                        row.getString(3)));
            }
        }
    }

    /**
     * Takes a request back that nobody has answered.
     *
     * @return false where somebody has, meanwhile
     */
    public static boolean withdraw(Connection transaction, long id, Instant now) throws SQLException {
        return answer(transaction, id, new Answer(Word.EXPIRED, OptionalLong.empty(), "taken back"), now);
    }

    /** The oldest first. */
    static List<Open> open(Connection transaction) throws SQLException {
        String sql =
                "SELECT id, kind, operator, asked_at FROM ledger.desk_request WHERE answered_at IS NULL ORDER BY id";
        try (PreparedStatement statement = transaction.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<Open> open = new ArrayList<>();
            while (rows.next()) {
                open.add(new Open(
                        rows.getLong(1),
                        Kind.valueOf(rows.getString(2)),
                        rows.getString(3),
                        rows.getObject(4, OffsetDateTime.class).toInstant()));
            }
            return open;
        }
    }

    /** @return false where it was answered before; then nothing is changed */
    static boolean answer(Connection transaction, long id, Answer answer, Instant now) throws SQLException {
        String sql = "UPDATE ledger.desk_request SET answered_at = ?, answer = ?, subject = ?, detail = ?"
                + " WHERE id = ? AND answered_at IS NULL";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(2, answer.word().name());
            if (answer.subject().isPresent()) {
                statement.setLong(3, answer.subject().getAsLong());
            } else {
                statement.setNull(3, Types.BIGINT);
            }
            statement.setString(4, answer.detail());
            statement.setLong(5, id);
            return statement.executeUpdate() == 1;
        }
    }
}
