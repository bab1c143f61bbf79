package neman.accounting.intake;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import neman.accounting.database.TestDatabase;
import neman.accounting.database.Transactions;
import neman.accounting.live.AccountHashrates;
import neman.accounting.live.Hashrates;
import neman.accounting.segment.SequencedShare;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RateBookTest {
    private static final Instant NOW = Instant.parse("2026-03-04T05:06:07Z");
    private static final long RATE = 1_000_000;
    private static final int SHARE_SECONDS = 5;

    private HikariDataSource database;
    private Instant now = NOW;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
        TestDatabase.execute(database, "INSERT INTO accounting.account (address) VALUES ('a')");
        TestDatabase.execute(
                database, "INSERT INTO accounting.worker (account_id, name) VALUES (1, 'rig0'), (1, 'rig1')");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private RateBook load() throws SQLException {
        try (Connection connection = database.getConnection()) {
            return RateBook.load(connection, () -> now);
        }
    }

    /** A share of {@link #RATE} × 5 hashes every five seconds up to now. */
    private void mine(RateBook book, String worker, Duration time) {
        for (long ago = time.toSeconds(); ago > 0; ago -= SHARE_SECONDS) {
            book.add(worker.equals("rig0") ? 1 : 2, "a", worker, millisAgo(ago), RATE * SHARE_SECONDS);
        }
    }

    private long millisAgo(long seconds) {
        return now.minusSeconds(seconds).toEpochMilli();
    }

    private static void assertRates(double minute, double tenMinutes, double hour, double day, Hashrates rates) {
        assertEquals(minute, rates.minute(), RATE * 0.1, "minute");
        assertEquals(tenMinutes, rates.tenMinutes(), RATE * 0.02, "ten minutes");
        assertEquals(hour, rates.hour(), RATE * 0.02, "hour");
        assertEquals(day, rates.day(), RATE * 0.02, "day");
    }

    @Test
    void aSteadyMinerHasItsRateOverEveryTimeHoweverYoungThePoolIs() throws Exception {
        for (Duration age : new Duration[] {Duration.ofMinutes(2), Duration.ofMinutes(30), Duration.ofHours(30)}) {
            RateBook book = load();
            mine(book, "rig0", age);
            assertRates(RATE, RATE, RATE, RATE, book.byAccount().get("a").all());
        }
    }

    @Test
    void oneThatCameLateIsMeasuredOverThePoolsTime() throws Exception {
        RateBook book = load();
        mine(book, "rig0", Duration.ofHours(30));
        mine(book, "rig1", Duration.ofMinutes(6));
        AccountHashrates account = book.byAccount().get("a");
        Hashrates late = account.workers().get("rig1");
        assertRates(RATE, RATE * 6 / 10.1, RATE * 6 / 66.1, 0, late);
        assertEquals(account.all().hour(), account.workers().get("rig0").hour() + late.hour());
    }

    @Test
    void oneThatStoppedFades() throws Exception {
        RateBook book = load();
        mine(book, "rig0", Duration.ofHours(30));
        now = NOW.plus(Duration.ofMinutes(20));
        Hashrates rates = book.byAccount().get("a").all();
        assertEquals(0, rates.minute());
        assertEquals(0, rates.tenMinutes());
        assertTrue(rates.hour() > 0 && rates.hour() < RATE * 0.8);
        now = NOW.plus(Duration.ofHours(26));
        assertEquals(Map.of(), book.byAccount());
    }

    @Test
    void aClockThatIsAheadMakesNobodyElseOld() throws Exception {
        RateBook book = load();
        mine(book, "rig0", Duration.ofHours(2));
        book.add(1, "a", "rig0", NOW.plus(Duration.ofDays(300)).toEpochMilli(), 1);
        assertRates(RATE, RATE, RATE, RATE, book.byAccount().get("a").all());
    }

    /** Also where some of it is in tens of minutes by now. */
    @Test
    void anotherAccountantKnowsTheSame() throws Exception {
        RateBook book = load();
        ShareStatistics statistics = new ShareStatistics();
        for (long ago = Duration.ofHours(30).toSeconds(); ago > 0; ago -= SHARE_SECONDS) {
            statistics.add(new SequencedShare(1, 1, 1, 1, 0, 0, 0, 0, 0, RATE * SHARE_SECONDS, millisAgo(ago)));
        }
        mine(book, "rig0", Duration.ofHours(30));
        Transactions.<SQLException>run(database, statistics::write);
        while (Transactions.<Boolean, SQLException>call(
                database, transaction -> StatisticsRollUp.moveOldest(transaction, now))) {
            continue;
        }
        Hashrates loaded = load().byAccount().get("a").all();
        assertRates(RATE, RATE, RATE, RATE, loaded);
        assertEquals(book.byAccount().get("a").all().day(), loaded.day(), 1);
    }
}
