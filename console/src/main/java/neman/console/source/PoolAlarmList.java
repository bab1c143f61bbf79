package neman.console.source;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import neman.accounting.alarm.Alarm;
import neman.accounting.alarm.AlarmBook;
import neman.accounting.alarm.AlarmCode;
import neman.accounting.alarm.AlarmStore;
import neman.accounting.alarm.OpenAlarm;
import neman.accounting.alarm.RecordedAlarm;
import neman.accounting.live.LiveStatus;
import neman.console.view.AlarmItem;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms that stand, wherever they are known: in PostgreSQL (of all processes, and of the books), in what instances publish,
 * and in this process's own book, so that they are seen with PostgreSQL away, too.
 */
public final class PoolAlarmList {
    private static final Logger LOG = LoggerFactory.getLogger(PoolAlarmList.class);
    private static final String BOOKS = "payout";

    private final AlarmStore store;
    private final PayoutQueries books;
    private final Own own;

    /**
     * This process's own.
     *
     * @param source under which name it records them
     */
    public record Own(AlarmBook book, Supplier<String> source) {}

    private record Key(String source, String code, String subject) {}

    PoolAlarmList(DataSource database, PayoutQueries books, Own own) {
        this.store = new AlarmStore(database);
        this.books = books;
        this.own = own;
    }

    /** The critical ones first, then the latest. */
    List<AlarmItem> read(LiveInstances instances) {
        Map<Key, AlarmItem> items = new LinkedHashMap<>();
        String self = own.source().get();
        own.book().open().forEach(open -> put(items, item(self, open)));
        instances.alarms().forEach(item -> put(items, item));
        addRecorded(items);
        return items.values().stream()
                .sorted(Comparator.comparing(AlarmItem::severity)
                        .thenComparing(AlarmItem::raisedAt, Comparator.reverseOrder()))
                .toList();
    }

    private static void put(Map<Key, AlarmItem> items, AlarmItem item) {
        items.putIfAbsent(new Key(item.source(), item.code(), item.subject()), item);
    }

    private void addRecorded(Map<Key, AlarmItem> items) {
        boolean away = own.book().open().stream().anyMatch(open -> open.alarm().code() == AlarmCode.POSTGRES_AWAY);
        if (away) {
            return; // known, and asking it again would only keep whoever asks us
        }
        try {
            List<AlarmItem> recorded = new ArrayList<>();
            store.open().forEach(alarm -> recorded.add(item(alarm)));
            books.openAlarms().forEach(alarm -> recorded.add(item(alarm)));
            recorded.forEach(item -> put(items, item));
        } catch (SQLException e) {
            LOG.debug("event=alarms-not-read reason=\"{}\"", e.getMessage());
        }
    }

    private static AlarmItem item(String source, OpenAlarm open) {
        Alarm alarm = open.alarm();
        return new AlarmItem(
                source,
                alarm.code().name(),
                word(alarm.code().severity().name()),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                open.raisedAt(),
                open.lastSeenAt(),
                open.times());
    }

    static AlarmItem item(LiveStatus instance, LiveStatus.OpenAlarm open) {
        return new AlarmItem(
                "stratum-" + instance.instance(),
                open.code(),
                word(open.severity()),
                open.subject(),
                open.message(),
                open.remedy(),
                Instant.ofEpochMilli(open.raisedAtMillis()),
                Instant.ofEpochMilli(open.lastSeenAtMillis()),
                open.times());
    }

    private static AlarmItem item(RecordedAlarm alarm) {
        return new AlarmItem(
                alarm.source(),
                alarm.code(),
                word(alarm.severity()),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                alarm.raisedAt(),
                alarm.lastSeenAt(),
                alarm.times());
    }

    private static AlarmItem item(AlarmView alarm) {
        return new AlarmItem(
                BOOKS,
                alarm.code(),
                word(alarm.severity()),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                alarm.raisedAt(),
                alarm.lastSeenAt(),
                1);
    }

    private static String word(String severity) {
        return severity.toLowerCase(Locale.ROOT);
    }
}
