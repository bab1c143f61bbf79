package neman.accounting.alarm;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One alarm in the book, from its raising until it is cleared, written and forgotten. Guarded by the book. */
final class AlarmEntry {
    /** An alarm that stands is written again so often, so that a reader can tell one that nobody minds any more. */
    static final Duration AFFIRMED_EVERY = Duration.ofMinutes(1);

    final Instant raisedAt;
    private Alarm alarm;
    private Instant lastSeenAt;
    private int times = 1;
    private Optional<Instant> clearedAt = Optional.empty();
    private boolean announced;
    private long version = 1;
    private long writtenVersion;
    private Instant writtenAt = Instant.MIN;

    AlarmEntry(Alarm alarm, Instant now) {
        this.alarm = alarm;
        this.raisedAt = now;
        this.lastSeenAt = now;
    }

    Alarm alarm() {
        return alarm;
    }

    boolean isOpen() {
        return clearedAt.isEmpty();
    }

    boolean wasAnnounced() {
        return announced;
    }

    void setAnnounced(boolean toPeople) {
        announced = toPeople;
    }

    /** Raised once more while it stands. Other words for the same state are written with the next affirmation. */
    void repeat(Alarm again, Instant now) {
        alarm = again;
        lastSeenAt = now;
        if (alarm.code().closesAfter().isPresent()) {
            times++;
            version++;
        }
    }

    void reopen(Alarm again, Instant now) {
        alarm = again;
        lastSeenAt = now;
        times++;
        clearedAt = Optional.empty();
        version++;
    }

    void clear(Instant now) {
        clearedAt = Optional.of(now);
        version++;
    }

    boolean isClearedBefore(Instant time) {
        return clearedAt.filter(cleared -> cleared.isBefore(time)).isPresent();
    }

    Optional<Instant> closesAt() {
        return alarm.code().closesAfter().map(lastSeenAt::plus);
    }

    boolean isWritten() {
        return version == writtenVersion;
    }

    boolean isDue(Instant now) {
        boolean affirms = isOpen() && !now.isBefore(writtenAt.plus(AFFIRMED_EVERY));
        return !isWritten() || affirms;
    }

    /** A state that stands is seen now, whether or not somebody raises it again. */
    AlarmRow row(Instant now) {
        boolean stands = isOpen() && closesAt().isEmpty();
        return new AlarmRow(alarm, raisedAt, stands ? now : lastSeenAt, times, closesAt(), clearedAt, version);
    }

    void written(long rowVersion, Instant now) {
        writtenVersion = rowVersion;
        writtenAt = now;
    }

    OpenAlarm open() {
        return new OpenAlarm(alarm, raisedAt, lastSeenAt, times);
    }
}
