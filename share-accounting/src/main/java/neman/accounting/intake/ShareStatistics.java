package neman.accounting.intake;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.TreeMap;
import neman.accounting.segment.SequencedShare;

/** Shares and work of each worker and minute, for hashrates. One commit's. */
final class ShareStatistics {
    private static final long MINUTE_MILLIS = 60_000;
    private static final String UPSERT = """
            INSERT INTO accounting.share_minute AS kept (worker_id, minute, shares, difficulty_units, last_share_at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (worker_id, minute) DO UPDATE SET
              shares = kept.shares + excluded.shares,
              difficulty_units = kept.difficulty_units + excluded.difficulty_units,
              last_share_at = greatest(kept.last_share_at, excluded.last_share_at)
            """;

    private record Key(long workerId, long minute) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byWorker = Long.compare(workerId, other.workerId);
            return byWorker != 0 ? byWorker : Long.compare(minute, other.minute);
        }
    }

    private record Sum(long shares, BigInteger units, long lastMillis) {
        Sum plus(Sum other) {
            return new Sum(shares + other.shares, units.add(other.units), Math.max(lastMillis, other.lastMillis));
        }
    }

    private final Map<Key, Sum> sums = new TreeMap<>();

    void add(SequencedShare share) {
        Key key = new Key(share.workerId(), Math.floorDiv(share.receivedMillis(), MINUTE_MILLIS));
        Sum one = new Sum(1, BigInteger.valueOf(share.difficultyUnits()), share.receivedMillis());
        sums.merge(key, one, Sum::plus);
    }

    void write(Connection transaction) throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement(UPSERT)) {
            for (Map.Entry<Key, Sum> entry : sums.entrySet()) {
                upsert.setLong(1, entry.getKey().workerId());
                upsert.setObject(2, utc(entry.getKey().minute() * MINUTE_MILLIS));
                upsert.setLong(3, entry.getValue().shares());
                upsert.setBigDecimal(4, new BigDecimal(entry.getValue().units()));
                upsert.setObject(5, utc(entry.getValue().lastMillis()));
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }

    private static OffsetDateTime utc(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
