package neman.console.source;

import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import neman.accounting.journal.RecordCodec;
import neman.bitcoin.Target;

/** The share statistics of schema {@code accounting}, as far as the console shows them. Work is in units of 2^-32. */
final class ShareStatistics {
    /** Of one account; the rest is not shown. */
    static final int MAX_WORKERS = 1_000;

    private final DataSource database;

    ShareStatistics(DataSource database) {
        this.database = database;
    }

    /** @param firstMinute the first minute that has a share; empty where none has */
    record PoolWork(long shares, BigInteger units, Optional<Instant> firstMinute) {}

    /** @param recentUnits work since the window's begin; the rest counts the last day */
    record WorkerWork(long dayShares, long recentShares, BigInteger recentUnits, Instant lastShareAt) {}

    /** All shares from {@code from}, a full minute, on. */
    PoolWork poolWork(Instant from) throws SQLException {
        String sql = """
            SELECT coalesce(sum(shares), 0)::bigint, coalesce(sum(difficulty_units), 0), min(minute)
            FROM accounting.pool_minute WHERE minute >= ?
            """;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, utc(from));
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                Optional<Instant> first = Optional.ofNullable(row.getObject(3, OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant);
                return new PoolWork(row.getLong(1), row.getBigDecimal(2).toBigIntegerExact(), first);
            }
        }
    }

    /** Whether the account ever had a share accepted. */
    boolean knows(String account) throws SQLException {
        String sql = "SELECT 1 FROM accounting.account WHERE address = ?";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, account);
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /** The workers with a share in the last day, by name; at most {@link #MAX_WORKERS}, the latest ones. */
    Map<String, WorkerWork> workers(String account, Instant dayAgo, Instant from) throws SQLException {
        String sql = """
            SELECT w.name, sum(m.shares)::bigint,
              coalesce(sum(m.shares) FILTER (WHERE m.began >= ?), 0)::bigint,
              coalesce(sum(m.difficulty_units) FILTER (WHERE m.began >= ?), 0), max(m.last_share_at)
            FROM accounting.account a
              JOIN accounting.worker w ON w.account_id = a.id
              JOIN accounting.share_statistics m ON m.worker_id = w.id AND m.began >= ?
            WHERE a.address = ? GROUP BY w.name ORDER BY 5 DESC LIMIT ?
            """;
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, utc(from));
            statement.setObject(2, utc(from));
            statement.setObject(3, utc(dayAgo));
            statement.setString(4, account);
            statement.setInt(5, MAX_WORKERS);
            return readWorkers(statement);
        }
    }

    private static Map<String, WorkerWork> readWorkers(PreparedStatement statement) throws SQLException {
        Map<String, WorkerWork> workers = new TreeMap<>();
        try (ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                Instant last = rows.getObject(5, OffsetDateTime.class).toInstant();
                BigInteger units = rows.getBigDecimal(4).toBigIntegerExact();
                workers.put(rows.getString(1), new WorkerWork(rows.getLong(2), rows.getLong(3), units, last));
            }
        }
        return workers;
    }

    /**
     * Work of each step.
     *
     * @param from a full minute: where the first step begins
     * @param step whole minutes
     */
    List<BigInteger> history(Instant from, Duration step, int steps) throws SQLException {
        String sql = """
            SELECT floor(extract(epoch FROM minute - ?::timestamptz) / ?)::integer AS step, sum(difficulty_units)
            FROM accounting.pool_minute WHERE minute >= ? AND minute < ? GROUP BY step
            """;
        List<BigInteger> history = new ArrayList<>(Collections.nCopies(steps, BigInteger.ZERO));
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, utc(from));
            statement.setLong(2, step.toSeconds());
            statement.setObject(3, utc(from));
            statement.setObject(4, utc(from.plus(step.multipliedBy(steps))));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    history.set(rows.getInt(1), rows.getBigDecimal(2).toBigIntegerExact());
                }
            }
        }
        return history;
    }

    /**
     * Work since {@code instant}, of all time where there is none. Statistics are kept by minute: of the minute in which the
     * instant lies the part counts that comes after it, as if work were spread evenly.
     */
    BigInteger workSince(Optional<Instant> instant, Instant now) throws SQLException {
        String sql = """
            SELECT coalesce(sum(difficulty_units * least(1, greatest(0,
                extract(epoch FROM least(minute + interval '1 minute', ?::timestamptz) - ?::timestamptz)
                / greatest(1, extract(epoch FROM least(minute + interval '1 minute', ?::timestamptz) - minute))))), 0)
            FROM accounting.pool_minute WHERE minute > ?::timestamptz - interval '1 minute'
            """;
        OffsetDateTime from = utc(instant.orElse(Instant.EPOCH));
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, utc(now));
            statement.setObject(2, from);
            statement.setObject(3, utc(now));
            statement.setObject(4, from);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBigDecimal(1).toBigInteger();
            }
        }
    }

    /** What the newest job with a share needs for a block; empty before the first share. */
    Optional<Target> networkTarget() throws SQLException {
        String sql = "SELECT bytes FROM accounting.job ORDER BY height DESC, id DESC LIMIT 1";
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet row = statement.executeQuery()) {
            return row.next()
                    ? Optional.of(
                            Target.ofCompact(RecordCodec.job(row.getBytes(1)).nbits()))
                    : Optional.empty();
        }
    }

    /** How many blocks were found, by the ledger's word for their state. */
    Map<String, Long> blockCounts() throws SQLException {
        String sql = "SELECT state, count(*) FROM ledger.block GROUP BY state";
        Map<String, Long> counts = new TreeMap<>();
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                counts.put(rows.getString(1), rows.getLong(2));
            }
        }
        return counts;
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
