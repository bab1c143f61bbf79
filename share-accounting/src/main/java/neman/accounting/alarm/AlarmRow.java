package neman.accounting.alarm;

import java.time.Instant;
import java.util.Optional;

/**
 * What is to be written of an alarm.
 *
 * @param closesAt empty for a state
 * @param clearedAt empty while it stands
 * @param version tells what was written from what has changed since
 */
record AlarmRow(
        Alarm alarm,
        Instant raisedAt,
        Instant lastSeenAt,
        int times,
        Optional<Instant> closesAt,
        Optional<Instant> clearedAt,
        long version) {}
