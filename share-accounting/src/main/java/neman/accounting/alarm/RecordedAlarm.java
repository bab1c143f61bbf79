package neman.accounting.alarm;

import java.time.Instant;

/**
 * An alarm that stands, as some process of the pool has written it.
 *
 * @param source which process
 * @param code and {@code severity} as text, because a process of another release may know others
 * @param lastSeenAt of a state: when that process last said that it stands
 */
public record RecordedAlarm(
        String source,
        String code,
        String severity,
        String subject,
        String message,
        String remedy,
        Instant raisedAt,
        Instant lastSeenAt,
        int times) {}
