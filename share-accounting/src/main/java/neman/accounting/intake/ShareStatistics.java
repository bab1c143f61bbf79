package neman.accounting.intake;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import neman.accounting.segment.SequencedShare;

/**
 * Shares and work of each worker and minute, and of the whole pool, for hashrates. One commit's.
 *
 * <p>Written as one statement a table, because a big pool's commit touches thousands of workers and a round trip for each
 * row would take longer than everything else.
 */
final class ShareStatistics {
    private static final long MINUTE_MILLIS = 60_000;
    private static final String UPSERT_WORKERS = """
        INSERT INTO accounting.share_minute AS kept (worker_id, minute, shares, difficulty_units, last_share_at)
        SELECT worker_id, to_timestamp(60 * minute), shares, units, to_timestamp(last_millis / 1000.0)
        FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::numeric[], ?::bigint[])
          AS fresh (worker_id, minute, shares, units, last_millis)
        ON CONFLICT (worker_id, minute) DO UPDATE SET
          shares = kept.shares + excluded.shares,
          difficulty_units = kept.difficulty_units + excluded.difficulty_units,
          last_share_at = greatest(kept.last_share_at, excluded.last_share_at)
        """;
    private static final String UPSERT_POOL = """
        INSERT INTO accounting.pool_minute AS kept (minute, shares, difficulty_units)
        VALUES (to_timestamp(60 * ?::bigint), ?, ?)
        ON CONFLICT (minute) DO UPDATE SET
          shares = kept.shares + excluded.shares,
          difficulty_units = kept.difficulty_units + excluded.difficulty_units
        """;

    private record Key(long workerId, long minute) {}

    /** Units outgrow a long within a day of a big pool, hardly ever within one commit. */
    private static final class Sum {
        private long shares;
        private long units;
        private BigInteger unitsBefore = BigInteger.ZERO;
        private long lastMillis;

        void add(long moreUnits, long millis) {
            shares++;
            lastMillis = Math.max(lastMillis, millis);
            long sum = units + moreUnits;
            if (sum < 0) {
                unitsBefore = unitsBefore.add(BigInteger.valueOf(units));
                sum = moreUnits;
            }
            units = sum;
        }

        BigDecimal allUnits() {
            return new BigDecimal(unitsBefore.add(BigInteger.valueOf(units)));
        }
    }

    private final Map<Key, Sum> workers = new HashMap<>();
    private final Map<Long, Sum> pool = new TreeMap<>();

    void add(SequencedShare share) {
        long millis = share.receivedMillis();
        long minute = Math.floorDiv(millis, MINUTE_MILLIS);
        workers.computeIfAbsent(new Key(share.workerId(), minute), key -> new Sum())
                .add(share.difficultyUnits(), millis);
        pool.computeIfAbsent(minute, key -> new Sum()).add(share.difficultyUnits(), millis);
    }

    void write(Connection transaction) throws SQLException {
        if (!workers.isEmpty()) {
            writeWorkers(transaction);
            writePool(transaction);
        }
    }

    private void writeWorkers(Connection transaction) throws SQLException {
        int rows = workers.size();
        Long[] workerIds = new Long[rows];
        Long[] minutes = new Long[rows];
        Long[] shares = new Long[rows];
        BigDecimal[] units = new BigDecimal[rows];
        Long[] lastMillis = new Long[rows];
        int row = 0;
        for (Map.Entry<Key, Sum> entry : workers.entrySet()) {
            workerIds[row] = entry.getKey().workerId();
            minutes[row] = entry.getKey().minute();
            shares[row] = entry.getValue().shares;
            units[row] = entry.getValue().allUnits();
            lastMillis[row] = entry.getValue().lastMillis;
            row++;
        }
        try (PreparedStatement upsert = transaction.prepareStatement(UPSERT_WORKERS)) {
            upsert.setArray(1, transaction.createArrayOf("bigint", workerIds));
            upsert.setArray(2, transaction.createArrayOf("bigint", minutes));
            upsert.setArray(3, transaction.createArrayOf("bigint", shares));
            upsert.setArray(4, transaction.createArrayOf("numeric", units));
            upsert.setArray(5, transaction.createArrayOf("bigint", lastMillis));
            upsert.executeUpdate();
        }
    }

    private void writePool(Connection transaction) throws SQLException {
        try (PreparedStatement upsert = transaction.prepareStatement(UPSERT_POOL)) {
            for (Map.Entry<Long, Sum> entry : pool.entrySet()) {
                upsert.setLong(1, entry.getKey());
                upsert.setLong(2, entry.getValue().shares);
                upsert.setBigDecimal(3, entry.getValue().allUnits());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
