package neman.accounting.alarm;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The alarms of one process. Any thread may raise and clear, as often as it likes: nothing here waits for a disk or a network,
 * {@link AlarmRecorder} writes them behind this.
 *
 * <p>An alarm is told once when it is raised and once when it is over, in the log and to the listener, unless many of its code
 * come at once ({@link NoticeGate}). One that comes back within {@link #REOPENS_WITHIN} is the same one. Of one code {@value
 * #MAX_OPEN} stand at most; further ones are folded into one with the subject {@value #OTHERS}.
 */
public final class AlarmBook {
    static final int MAX_OPEN = 20;
    static final String OTHERS = "others";
    static final Duration REOPENS_WITHIN = Duration.ofMinutes(5);

    /** Of those folded together, so many are remembered; when none of them stands any more, their alarm is over. */
    static final int MAX_FOLDED = 1_000;

    /** With PostgreSQL away, so many that are over wait to be written; of more the oldest are only in the log. */
    static final int MAX_CLEARED = 500;

    private static final Logger LOG = LoggerFactory.getLogger(AlarmBook.class);

    private final InstantSource clock;
    private final Consumer<AlarmNotice> listener;
    private final NoticeGate gate = new NoticeGate();
    /** Those that stand in the order of their raising, and those that were cleared lately. */
    private final Map<Key, AlarmEntry> entries = new LinkedHashMap<>();

    private final Set<Key> folded = new HashSet<>();

    private record Key(AlarmCode code, String subject) {
        static Key of(Alarm alarm) {
            return new Key(alarm.code(), alarm.subject());
        }
    }

    public AlarmBook(InstantSource clock) {
        this(clock, notice -> {});
    }

    /** @param listener told while the book is locked, in order; must neither block nor call back */
    public AlarmBook(InstantSource clock, Consumer<AlarmNotice> listener) {
        this.clock = clock;
        this.listener = listener;
    }

    /** No harm where it stands already. */
    public synchronized void raise(Alarm alarm) {
        Key key = Key.of(alarm);
        AlarmEntry entry = entries.get(key);
        if (entry != null && entry.isOpen()) {
            entry.repeat(alarm, now());
        } else if (openOf(alarm.code()) >= MAX_OPEN && !alarm.subject().equals(OTHERS)) {
            fold(alarm);
        } else if (entry != null) {
            entry.reopen(alarm, now());
            announceRaised(entry);
        } else {
            AlarmEntry opened = new AlarmEntry(alarm, now());
            entries.put(key, opened);
            announceRaised(opened);
        }
    }

    /** Raises it where {@code message} is present, else clears it. */
    public void set(AlarmCode code, String subject, Optional<String> message) {
        if (message.isPresent()) {
            raise(Alarm.of(code, subject, message.get()));
        } else {
            clear(code, subject);
        }
    }

    /** No harm where it does not stand. */
    public synchronized void clear(AlarmCode code, String subject) {
        Key key = Key.of(Alarm.of(code, subject, ""));
        AlarmEntry entry = entries.get(key);
        if (entry != null && entry.isOpen()) {
            entry.clear(now());
            announceCleared(entry);
            forgetTooMany();
        }
        if (folded.remove(key) && folded.stream().noneMatch(other -> other.code() == code)) {
            clear(code, OTHERS);
        }
    }

    /** Those that stand, the latest first. */
    public synchronized List<OpenAlarm> open() {
        return entries.values().stream()
                .filter(AlarmEntry::isOpen)
                .map(AlarmEntry::open)
                .sorted(Comparator.comparing(OpenAlarm::raisedAt).reversed())
                .toList();
    }

    public synchronized boolean isOpen(AlarmCode code, String subject) {
        AlarmEntry entry = entries.get(Key.of(Alarm.of(code, subject, "")));
        return entry != null && entry.isOpen();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private long openOf(AlarmCode code) {
        return entries.values().stream()
                .filter(entry -> entry.isOpen() && entry.alarm().code() == code)
                .count();
    }

    private void fold(Alarm alarm) {
        if (folded.size() < MAX_FOLDED) {
            folded.add(Key.of(alarm));
        }
        long together =
                folded.stream().filter(key -> key.code() == alarm.code()).count();
        String message = together + " more, of which the latest is " + alarm.subject() + ": " + alarm.message();
        raise(new Alarm(alarm.code(), OTHERS, message, alarm.remedy()));
    }

    private void announceRaised(AlarmEntry entry) {
        Alarm alarm = entry.alarm();
        OptionalInt heldBack = gate.pass(alarm.code().name(), now());
        entry.setAnnounced(heldBack.isPresent());
        if (heldBack.isEmpty()) {
            LOG.debug("event=alarm-not-announced alarm={} subject=\"{}\"", alarm.code(), alarm.subject());
            return;
        }
        LOG.error(
                "alarm={} severity={} subject=\"{}\" message=\"{}\" remedy=\"{}\" unannounced={}",
                alarm.code(),
                alarm.code().severity(),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                heldBack.getAsInt());
        listener.accept(notice(true, alarm, heldBack.getAsInt()));
    }

    private void announceCleared(AlarmEntry entry) {
        if (entry.wasAnnounced()) {
            Alarm alarm = entry.alarm();
            LOG.info("alarm-cleared={} subject=\"{}\"", alarm.code(), alarm.subject());
            listener.accept(notice(false, alarm, 0));
        }
    }

    private AlarmNotice notice(boolean raised, Alarm alarm, int unannounced) {
        return new AlarmNotice(
                raised,
                alarm.code().name(),
                alarm.code().severity().name(),
                alarm.subject(),
                alarm.message(),
                alarm.remedy(),
                now(),
                unannounced);
    }

    /** Time has passed: closes what was over long enough ago, forgets what is cleared and written. */
    synchronized void tick() {
        Instant now = now();
        for (AlarmEntry entry : List.copyOf(entries.values())) {
            boolean over =
                    entry.closesAt().filter(closes -> !now.isBefore(closes)).isPresent();
            if (entry.isOpen() && over) {
                entry.clear(now);
                forgetFolded(entry.alarm());
            }
        }
        entries.values().removeIf(entry -> entry.isWritten() && entry.isClearedBefore(now.minus(REOPENS_WITHIN)));
        forgetTooMany();
    }

    private void forgetFolded(Alarm closed) {
        if (closed.subject().equals(OTHERS)) {
            folded.removeIf(key -> key.code() == closed.code());
        }
    }

    private void forgetTooMany() {
        List<Key> cleared = entries.entrySet().stream()
                .filter(entry -> !entry.getValue().isOpen())
                .map(Map.Entry::getKey)
                .toList();
        cleared.subList(0, Math.max(0, cleared.size() - MAX_CLEARED)).forEach(entries::remove);
    }

    /** What must be written now. */
    synchronized List<AlarmRow> due() {
        Instant now = now();
        List<AlarmRow> rows = new ArrayList<>();
        entries.values().stream().filter(entry -> entry.isDue(now)).forEach(entry -> rows.add(entry.row(now)));
        return rows;
    }

    synchronized void written(List<AlarmRow> rows) {
        Instant now = now();
        for (AlarmRow row : rows) {
            AlarmEntry entry = entries.get(Key.of(row.alarm()));
            if (entry != null && entry.raisedAt.equals(row.raisedAt())) {
                entry.written(row.version(), now);
            }
        }
    }
}
