package neman.deploy.wiring;

import java.sql.SQLException;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import neman.accounting.alarm.AlarmNotice;
import neman.accounting.alarm.NoticeGate;
import neman.payout.query.AlarmView;
import neman.payout.query.PayoutQueries;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people of the alarms that the books raise: those are rows of the ledger, written with what they are about, so here it
 * is seen which came and which are gone. The process that pays does this, on a thread of its own.
 */
final class LedgerNotices implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerNotices.class);
    private static final long EVERY_MS = 5_000;

    private final PayoutQueries books;
    private final BooleanSupplier pays;
    private final Consumer<AlarmNotice> told;
    private final InstantSource clock;
    private final NoticeGate gate = new NoticeGate();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "ledger-notices");
        made.setDaemon(true);
        return made;
    });
    /** Those that were seen open, and whether somebody was told. */
    private final Map<Key, Boolean> known = new HashMap<>();

    private record Key(String code, String subject) {
        static Key of(AlarmView alarm) {
            return new Key(alarm.code(), alarm.subject());
        }
    }

    /**
     * @param pays whether this process does
     * @param told must not block
     */
    LedgerNotices(PayoutQueries books, BooleanSupplier pays, Consumer<AlarmNotice> told, InstantSource clock) {
        this.books = books;
        this.pays = pays;
        this.told = told;
        this.clock = clock;
    }

    void start() {
        thread.scheduleWithFixedDelay(this::lookOrLog, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
    }

    private void lookOrLog() {
        try {
            look();
        } catch (SQLException e) {
            LOG.debug("event=ledger-alarms-not-read reason=\"{}\"", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("event=ledger-alarms-not-told", e);
        }
    }

    /** Once. */
    void look() throws SQLException {
        if (!pays.getAsBoolean()) {
            known.clear(); // whoever pays now tells of them
            return;
        }
        List<AlarmView> open = books.openAlarms();
        open.forEach(this::raised);
        List<Key> keys = open.stream().map(Key::of).toList();
        known.entrySet().removeIf(entry -> {
            boolean over = !keys.contains(entry.getKey());
            if (over && entry.getValue()) {
                told.accept(cleared(entry.getKey()));
            }
            return over;
        });
    }

    private void raised(AlarmView alarm) {
        if (known.containsKey(Key.of(alarm))) {
            return;
        }
        OptionalInt heldBack = gate.pass(alarm.code(), clock.instant());
        known.put(Key.of(alarm), heldBack.isPresent());
        heldBack.ifPresent(count -> told.accept(new AlarmNotice(
                true,
                alarm.code(),
                alarm.severity(),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                clock.instant(),
                count)));
    }

    private AlarmNotice cleared(Key key) {
        return new AlarmNotice(false, key.code(), "", key.subject(), "", "", clock.instant(), 0);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
