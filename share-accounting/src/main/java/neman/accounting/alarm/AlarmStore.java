package neman.accounting.alarm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import neman.accounting.database.Transactions;

/** The table {@code accounting.alarm}. Everything written here may be written twice. Thread-safe. */
public final class AlarmStore {
    /** Far more than a person reads. */
    public static final int MAX_READ = 200;

    /** Of a state whose process says nothing any more, and never came back. */
    static final Duration FORGOTTEN_AFTER = Duration.ofDays(7);

    static final Duration KEPT_FOR = Duration.ofDays(90);

    /** Rows of what is over; the oldest go first. */
    static final int MAX_KEPT = 10_000;

    private final DataSource database;

    public AlarmStore(DataSource database) {
        this.database = database;
    }

    /** Those that stand, of all processes, the latest first. */
    public List<RecordedAlarm> open() throws SQLException {
        String sql = "SELECT source, code, severity, subject, message, remedy, raised_at, last_seen_at, times"
                + " FROM accounting.alarm WHERE cleared_at IS NULL ORDER BY raised_at DESC, id DESC LIMIT " + MAX_READ;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            List<RecordedAlarm> alarms = new ArrayList<>();
            while (rows.next()) {
                alarms.add(new RecordedAlarm(
                        rows.getString(1),
                        rows.getString(2),
                        rows.getString(3),
                        rows.getString(4),
                        rows.getString(5),
                        rows.getString(6),
                        rows.getObject(7, OffsetDateTime.class).toInstant(),
                        rows.getObject(8, OffsetDateTime.class).toInstant(),
                        rows.getInt(9)));
            }
            return List.copyOf(alarms);
        }
    }

    /** In one transaction. A row of the same alarm that a start before left open is gone on with. */
    void write(String source, List<AlarmRow> rows) throws SQLException {
        Transactions.run(database, transaction -> {
            for (AlarmRow row : rows) {
                if (!update(transaction, source, row)) {
                    insert(transaction, source, row);
                }
            }
        });
    }

    private static boolean update(Connection transaction, String source, AlarmRow row) throws SQLException {
        String sql = "UPDATE accounting.alarm SET severity = ?, message = ?, remedy = ?, last_seen_at = ?,"
                + " times = greatest(times, ?), closes_at = ?, cleared_at = ?"
                + " WHERE source = ? AND code = ? AND subject = ? AND cleared_at IS NULL";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            int next = bindState(statement, row, 1);
            bindKey(statement, source, row, next);
            return statement.executeUpdate() > 0;
        }
    }

    private static void insert(Connection transaction, String source, AlarmRow row) throws SQLException {
        String sql =
                "INSERT INTO accounting.alarm (severity, message, remedy, last_seen_at, times, closes_at, cleared_at,"
                        + " source, code, subject, raised_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (source, code, subject, raised_at) DO UPDATE SET message = excluded.message,"
                        + " last_seen_at = excluded.last_seen_at, times = excluded.times, closes_at = excluded.closes_at,"
                        + " cleared_at = excluded.cleared_at";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            int next = bindState(statement, row, 1);
            next = bindKey(statement, source, row, next);
            statement.setObject(next, at(row.raisedAt()));
            statement.executeUpdate();
        }
    }

    private static int bindState(PreparedStatement statement, AlarmRow row, int first) throws SQLException {
        int next = first;
        statement.setString(next++, row.alarm().code().severity().name());
        statement.setString(next++, row.alarm().message());
        statement.setString(next++, row.alarm().remedy());
        statement.setObject(next++, at(row.lastSeenAt()));
        statement.setInt(next++, row.times());
        statement.setObject(next++, at(row.closesAt()));
        statement.setObject(next++, at(row.clearedAt()));
        return next;
    }

    private static int bindKey(PreparedStatement statement, String source, AlarmRow row, int first)
            throws SQLException {
        int next = first;
        statement.setString(next++, source);
        statement.setString(next++, row.alarm().code().name());
        statement.setString(next++, row.alarm().subject());
        return next;
    }

    private static OffsetDateTime at(Optional<Instant> instant) {
        return instant.map(AlarmStore::at).orElse(null);
    }

    private static OffsetDateTime at(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }

    /** Clears the states that a start before this one left and that nobody has raised since. */
    void clearLeftovers(String source, Instant startedAt, Instant now) throws SQLException {
        execute(
                "UPDATE accounting.alarm SET cleared_at = ? WHERE source = ? AND cleared_at IS NULL AND closes_at IS NULL"
                        + " AND last_seen_at < ?",
                at(now),
                source,
                at(startedAt));
    }

    /** Closes what is over, and forgets what is long over. */
    void sweep(Instant now) throws SQLException {
        execute(
                "UPDATE accounting.alarm SET cleared_at = ? WHERE cleared_at IS NULL"
                        + " AND coalesce(closes_at, last_seen_at + ?::interval) <= ?",
                at(now),
                FORGOTTEN_AFTER.toDays() + " days",
                at(now));
        execute("DELETE FROM accounting.alarm WHERE cleared_at < ?", at(now.minus(KEPT_FOR)));
        execute(
                "DELETE FROM accounting.alarm WHERE id IN (SELECT id FROM accounting.alarm WHERE cleared_at IS NOT NULL"
                        + " ORDER BY cleared_at DESC OFFSET ?)",
                MAX_KEPT);
    }

    private void execute(String sql, Object... parameters) throws SQLException {
        Transactions.run(database, transaction -> {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                for (int i = 0; i < parameters.length; i++) {
                    statement.setObject(i + 1, parameters[i]);
                }
                statement.executeUpdate();
            }
        });
    }
}
