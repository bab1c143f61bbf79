package neman.accounting.alarm;

import java.time.Instant;

/**
 * An alarm that stands.
 *
 * @param lastSeenAt when it was last raised
 * @param times how often it came: of a state, how often it began; of what happened, how often that was
 */
public record OpenAlarm(Alarm alarm, Instant raisedAt, Instant lastSeenAt, int times) {}
