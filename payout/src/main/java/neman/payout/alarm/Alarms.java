package neman.payout.alarm;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Raises and clears alarms inside the caller's transaction. While one is open its repeats only move its last-seen time. */
public final class Alarms {
    private static final Logger LOG = LoggerFactory.getLogger(Alarms.class);

    private Alarms() {}

    public static void raise(Connection transaction, Alarm alarm, Instant now) throws SQLException {
        String sql = "INSERT INTO ledger.alarm AS a (code, subject, severity, message, remedy, raised_at, last_seen_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code, subject) WHERE cleared_at IS NULL"
                + " DO UPDATE SET last_seen_at = excluded.last_seen_at, message = excluded.message"
                + " RETURNING raised_at = last_seen_at";
        OffsetDateTime at = OffsetDateTime.ofInstant(now, ZoneOffset.UTC);
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setString(1, alarm.code().name());
            statement.setString(2, alarm.subject());
            statement.setString(3, alarm.code().severity().name());
            statement.setString(4, alarm.message());
            statement.setString(5, alarm.remedy());
            statement.setObject(6, at);
            statement.setObject(7, at);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                if (row.getBoolean(1)) {
                    LOG.error(
                            "alarm={} severity={} subject=\"{}\" message=\"{}\" remedy=\"{}\"",
                            alarm.code(),
                            alarm.code().severity(),
                            alarm.subject(),
                            alarm.message(),
                            alarm.remedy());
                }
            }
        }
    }

    /** No harm where none is open. */
    public static void clear(Connection transaction, Alarm.Code code, String subject, Instant now) throws SQLException {
        String sql = "UPDATE ledger.alarm SET cleared_at = ? WHERE code = ? AND subject = ? AND cleared_at IS NULL";
        try (PreparedStatement statement = transaction.prepareStatement(sql)) {
            statement.setObject(1, OffsetDateTime.ofInstant(now, ZoneOffset.UTC));
            statement.setString(2, code.name());
            statement.setString(3, subject);
            if (statement.executeUpdate() > 0) {
                LOG.info("alarm-cleared={} subject=\"{}\"", code, subject);
            }
        }
    }
}
