package neman.accounting.intake;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;

/**
 * Statistics in steps that grow with age: minutes for three hours, ten minutes for a month, hours for a year, then days.
 *
 * <p>Rows are moved, one old step at a time, so that every share is counted in exactly one table at any moment, and a share
 * that comes late is counted in its minute and moved in its turn.
 */
final class StatisticsRollUp {
    private enum Move {
        TO_TEN_MINUTES("share_minute", "minute", "share_ten_minutes", Duration.ofMinutes(10), Duration.ofHours(3)),
        TO_HOURS("share_ten_minutes", "began", "share_hour", Duration.ofHours(1), Duration.ofDays(31)),
        TO_DAYS("share_hour", "began", "share_day", Duration.ofDays(1), Duration.ofDays(366));

        private final Duration keep;
        private final String sql;

        Move(String from, String time, String to, Duration step, Duration keep) {
            this.keep = keep;
            sql = """
                WITH moved AS (
                  DELETE FROM accounting.FROM
                  WHERE TIME = (SELECT min(TIME) FROM accounting.FROM WHERE TIME < ?)
                  RETURNING worker_id, TIME AS began, shares, difficulty_units, last_share_at)
                INSERT INTO accounting.TO AS kept (worker_id, began, shares, difficulty_units, last_share_at)
                SELECT worker_id, date_bin(make_interval(secs => STEP), began, timestamptz 'epoch'),
                  shares, difficulty_units, last_share_at FROM moved
                ON CONFLICT (worker_id, began) DO UPDATE SET
                  shares = kept.shares + excluded.shares,
                  difficulty_units = kept.difficulty_units + excluded.difficulty_units,
                  last_share_at = greatest(kept.last_share_at, excluded.last_share_at)
                """.replace("accounting.FROM", "accounting." + from)
                    .replace("accounting.TO", "accounting." + to)
                    .replace("TIME", time)
                    .replace("STEP", Long.toString(step.toSeconds()));
        }

        private boolean move(Connection transaction, Instant now) throws SQLException {
            try (PreparedStatement statement = transaction.prepareStatement(sql)) {
                statement.setObject(1, now.minus(keep).atOffset(ZoneOffset.UTC));
                return statement.executeUpdate() > 0;
            }
        }
    }

    private StatisticsRollUp() {}

    /** Moves the oldest step of each kind that is too old; returns whether there was one. */
    static boolean moveOldest(Connection transaction, Instant now) throws SQLException {
        boolean moved = false;
        for (Move move : Move.values()) {
            moved |= move.move(transaction, now);
        }
        return moved;
    }
}
