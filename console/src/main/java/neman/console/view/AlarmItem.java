package neman.console.view;

import java.time.Instant;

/**
 * Something that a person has to look at.
 *
 * @param source which process noticed it: {@code stratum-0}, {@code payout}
 * @param code what kind it is, for programs
 * @param severity {@code critical}: look now; {@code warning}: look today
 * @param subject what it is about
 * @param message what is the case
 * @param remedy what to do about it
 * @param lastSeenAt when it was last said that it stands
 * @param times how often it came since it was raised
 */
public record AlarmItem(
        String source,
        String code,
        String severity,
        String subject,
        String message,
        String remedy,
        Instant raisedAt,
        Instant lastSeenAt,
        int times) {}
