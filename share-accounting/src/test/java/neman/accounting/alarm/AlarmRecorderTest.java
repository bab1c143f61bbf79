package neman.accounting.alarm;

import static neman.accounting.alarm.AlarmCode.BLOCK_ORPHANED;
import static neman.accounting.alarm.AlarmCode.NODE_UNFIT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import neman.accounting.database.AccountingSchema;
import neman.accounting.database.TestDatabase;
import neman.accounting.journal.CountingWaiter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AlarmRecorderTest {
    private final SetClock clock = new SetClock();
    private final AlarmBook book = new AlarmBook(clock);
    private HikariDataSource database;
    private AlarmStore store;
    private AlarmRecorder recorder;

    @BeforeEach
    void open() throws Exception {
        database = TestDatabase.migrated();
        store = new AlarmStore(database);
        recorder = recorder(book);
    }

    private AlarmRecorder recorder(AlarmBook ofProcess) {
        return new AlarmRecorder(database, ofProcess, "stratum-1", clock);
    }

    @AfterEach
    void close() {
        recorder.close();
        database.close();
    }

    private void raise(AlarmBook at, AlarmCode code, String subject) {
        at.raise(Alarm.of(code, subject, "it is so"));
    }

    private RecordedAlarm only() throws SQLException {
        List<RecordedAlarm> open = store.open();
        assertEquals(1, open.size(), open.toString());
        return open.get(0);
    }

    private int rows() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM accounting.alarm")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void anAlarmIsARowFromItsRaisingToItsClearing() throws SQLException {
        raise(book, NODE_UNFIT, "node");
        recorder.record();
        RecordedAlarm row = only();
        assertEquals(
                new RecordedAlarm(
                        "stratum-1",
                        "NODE_UNFIT",
                        "WARNING",
                        "node",
                        "it is so",
                        NODE_UNFIT.remedy(),
                        clock.instant(),
                        clock.instant(),
                        1),
                row);
        clock.pass(Duration.ofMinutes(2));
        recorder.record();
        assertEquals(clock.instant(), only().lastSeenAt());
        book.clear(NODE_UNFIT, "node");
        recorder.record();
        assertEquals(List.of(), store.open());
        raise(book, NODE_UNFIT, "node");
        recorder.record();
        assertEquals(2, only().times());
        assertEquals(1, rows(), "one that comes back soon is the same row");
    }

    @Test
    void whatHappenedWhilePostgresWasAwayIsWrittenWhenItIsBack() throws Exception {
        HikariDataSource bare = TestDatabase.empty();
        try (bare;
                AlarmRecorder early = new AlarmRecorder(bare, book, "stratum-1", clock)) {
            raise(book, NODE_UNFIT, "over before it could be written");
            book.clear(NODE_UNFIT, "over before it could be written");
            raise(book, NODE_UNFIT, "stands");
            assertThrows(SQLException.class, early::record);
            clock.pass(Duration.ofHours(5));
            AccountingSchema.migrate(bare);
            early.start();
            AlarmStore late = new AlarmStore(bare);
            CountingWaiter.await(() -> isOneOpen(late));
            RecordedAlarm row = late.open().get(0);
            assertEquals("stands", row.subject());
            assertEquals(Duration.ofHours(5), Duration.between(row.raisedAt(), row.lastSeenAt()));
        }
    }

    private static boolean isOneOpen(AlarmStore store) {
        try {
            return store.open().size() == 1;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anAnswerThatWasLostDoesNoHarm() throws SQLException {
        raise(book, NODE_UNFIT, "stands");
        raise(book, NODE_UNFIT, "is over");
        book.clear(NODE_UNFIT, "is over");
        List<AlarmRow> rows = book.due();
        store.write("stratum-1", rows);
        store.write("stratum-1", rows);
        assertEquals("stands", only().subject());
        assertEquals(2, rows());
    }

    @Test
    void aStartGoesOnWithWhatStillStandsAndClearsTheRest() throws SQLException {
        raise(book, NODE_UNFIT, "still away");
        raise(book, NODE_UNFIT, "came back while nobody looked");
        raise(book, BLOCK_ORPHANED, "happened");
        recorder.record();
        new AlarmStore(database).write("stratum-2", List.of(otherRow()));
        clock.pass(Duration.ofMinutes(10));
        AlarmBook next = new AlarmBook(clock);
        try (AlarmRecorder second = recorder(next)) {
            raise(next, NODE_UNFIT, "still away");
            second.record();
            assertEquals(4, store.open().size(), "it has not had the time to look");
            clock.pass(AlarmRecorder.GRACE);
            second.record();
        }
        List<String> open =
                store.open().stream().map(RecordedAlarm::subject).sorted().toList();
        assertEquals(List.of("another process's", "happened", "still away"), open);
        assertEquals(4, rows());
    }

    private AlarmRow otherRow() {
        AlarmBook other = new AlarmBook(clock);
        raise(other, NODE_UNFIT, "another process's");
        return other.due().get(0);
    }

    @Test
    void whatIsOverIsClosedAndWhatIsLongOverForgotten() throws SQLException {
        raise(book, BLOCK_ORPHANED, "happened");
        store.write("stratum-2", List.of(otherRow()));
        recorder.record();
        store.sweep(clock.instant().plus(BLOCK_ORPHANED.closesAfter().orElseThrow()));
        assertEquals("another process's", only().subject());
        store.sweep(clock.instant().plus(AlarmStore.FORGOTTEN_AFTER));
        assertEquals(List.of(), store.open());
        assertEquals(2, rows());
        store.sweep(clock.instant().plus(AlarmStore.KEPT_FOR).plus(Duration.ofDays(8)));
        assertEquals(0, rows());
    }
}
