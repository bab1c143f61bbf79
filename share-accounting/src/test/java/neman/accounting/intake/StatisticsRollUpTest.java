package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.TreeMap;
import neman.accounting.database.TestDatabase;
import neman.accounting.database.Transactions;
import neman.accounting.segment.SequencedShare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatisticsRollUpTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final int WORKERS = 3;

    private HikariDataSource database;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
        TestDatabase.execute(database, "INSERT INTO accounting.account (address) VALUES ('bcrt1qaccount')");
        for (int worker = 0; worker < WORKERS; worker++) {
            TestDatabase.execute(
                    database, "INSERT INTO accounting.worker (account_id, name) VALUES (1, 'rig" + worker + "')");
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void share(long workerId, Instant received, long units) throws SQLException {
        ShareStatistics statistics = new ShareStatistics();
        statistics.add(new SequencedShare(1, 1, 1, workerId, 0, 0, 0, 0, 0, units, received.toEpochMilli()));
        Transactions.<SQLException>run(database, statistics::write);
    }

    private boolean move(Instant now) throws SQLException {
        return Transactions.<Boolean, SQLException>call(
                database, transaction -> StatisticsRollUp.moveOldest(transaction, now));
    }

    private void moveAll(Instant now) throws SQLException {
        while (move(now)) {
            continue;
        }
    }

    private String text(String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private String all(String table) throws SQLException {
        return text("SELECT coalesce(string_agg(concat_ws(' ', worker_id, to_char(began AT TIME ZONE 'UTC',"
                + " 'MM-DD HH24:MI'), shares, difficulty_units), ', ' ORDER BY worker_id, began), '') FROM accounting."
                + table);
    }

    @Test
    void minutesBecomeTenMinutesThenHoursThenDays() throws Exception {
        share(1, Instant.parse("2026-03-04T01:51:00Z"), 5);
        share(1, Instant.parse("2026-03-04T01:59:59Z"), 7);
        share(1, Instant.parse("2026-03-04T02:00:00Z"), 11);
        share(2, Instant.parse("2026-03-04T04:00:00Z"), 13);
        moveAll(NOW);
        assertEquals("1 03-04 01:50 2 12, 1 03-04 02:00 1 11", all("share_ten_minutes"));
        assertEquals("1", text("SELECT count(*) FROM accounting.share_minute"));
        moveAll(NOW.plus(Duration.ofDays(32)));
        assertEquals("1 03-04 01:00 2 12, 1 03-04 02:00 1 11, 2 03-04 04:00 1 13", all("share_hour"));
        assertEquals("", all("share_ten_minutes"));
        moveAll(NOW.plus(Duration.ofDays(400)));
        assertEquals("1 03-04 00:00 3 23, 2 03-04 00:00 1 13", all("share_day"));
        assertEquals("", all("share_hour"));
    }

    @Test
    void aLateShareIsAddedToWhatWasMovedBefore() throws Exception {
        Instant minute = Instant.parse("2026-03-04T01:51:00Z");
        share(1, minute, 5);
        moveAll(NOW);
        share(1, minute.plusSeconds(1), 7);
        assertTrue(move(NOW));
        assertFalse(move(NOW));
        assertEquals("1 03-04 01:50 2 12", all("share_ten_minutes"));
        assertEquals(
                "2026-03-04 01:51:01+00",
                text("SELECT to_char(last_share_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS+00')"
                        + " FROM accounting.share_ten_minutes"));
    }

    /** Whatever is moved when, every share is counted once, and a worker's sum stays. */
    @Test
    void everyShareIsCountedInExactlyOneTable() throws Exception {
        Random random = new Random(20_261_122);
        TreeMap<Long, Long> units = new TreeMap<>();
        Instant now = NOW;
        for (int i = 0; i < 300; i++) {
            long worker = 1 + random.nextInt(WORKERS);
            long more = 1 + random.nextInt(1_000);
            share(worker, now.minusSeconds(random.nextInt(3_600 * 24 * 500)), more);
            units.merge(worker, more, Long::sum);
            now = now.plusSeconds(random.nextInt(7_200));
            move(now);
        }
        for (long worker = 1; worker <= WORKERS; worker++) {
            assertEquals(
                    units.get(worker).toString(),
                    text("SELECT sum(difficulty_units) FROM accounting.share_statistics WHERE worker_id = " + worker));
        }
        assertEquals("300", text("SELECT sum(shares) FROM accounting.share_statistics"));
        assertEquals("300", text("SELECT sum(shares) FROM accounting.pool_minute"));
    }

    /** A worker of an exahash a second fills a long within ten seconds. */
    @Test
    void workOutgrowsALong() throws Exception {
        ShareStatistics statistics = new ShareStatistics();
        for (int i = 0; i < 4; i++) {
            statistics.add(new SequencedShare(1, 1, 1, 1, 0, 0, 0, 0, 0, Long.MAX_VALUE, NOW.toEpochMilli()));
        }
        Transactions.<SQLException>run(database, statistics::write);
        assertEquals("36893488147419103228", text("SELECT difficulty_units FROM accounting.share_minute"));
        assertEquals("36893488147419103228", text("SELECT difficulty_units FROM accounting.pool_minute"));
    }
}
